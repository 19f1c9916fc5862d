;; Kernels over dense chunks (8,192 bytes) with 128-bit vectors: `npm run kernels` assembles this file into simd-module.ts.
;;
;; Operands are told by a table of addresses at 0: first those of `n` sources (n >= 1), then those of `m` excluded. Four vectors at a
;; time go through all operands in registers, so that any number of operands takes one pass, nothing in between is stored, and the
;; destination may be one of the operands. Eight vectors at a time were no faster, nor were loops written out for two operands.
;;
;; Counting: carry-save adders (Harley and Seal) keep the ones and twos of all vectors so far; only what they carry, one vector in four,
;; is counted, by byte (i8x16.popcnt) and then widened: a lane of 16 bits grows by at most 16 in each of 128 blocks. A tenth to a
;; seventh faster than counting every vector.
(module
  ;; Never grown: growing would take every view of it away.
  (memory (export "memory") 256)

  (func (export "or") (param $out i32) (param $n i32)
    (local $at i32) (local $entry i32) (local $from i32) (local $to i32) (local $sources-end i32)
    (local $a v128) (local $b v128) (local $c v128) (local $d v128)
    (local.set $sources-end (i32.shl (local.get $n) (i32.const 2)))
    (loop $blocks
      (local.set $from (i32.add (i32.load (i32.const 0)) (local.get $at)))
      (local.set $a (v128.load (local.get $from)))
      (local.set $b (v128.load offset=16 (local.get $from)))
      (local.set $c (v128.load offset=32 (local.get $from)))
      (local.set $d (v128.load offset=48 (local.get $from)))
      (local.set $entry (i32.const 4))
      (block $sources-done
        (loop $sources
          (br_if $sources-done (i32.eq (local.get $entry) (local.get $sources-end)))
          (local.set $from (i32.add (i32.load (local.get $entry)) (local.get $at)))
          (local.set $a (v128.or (local.get $a) (v128.load (local.get $from))))
          (local.set $b (v128.or (local.get $b) (v128.load offset=16 (local.get $from))))
          (local.set $c (v128.or (local.get $c) (v128.load offset=32 (local.get $from))))
          (local.set $d (v128.or (local.get $d) (v128.load offset=48 (local.get $from))))
          (local.set $entry (i32.add (local.get $entry) (i32.const 4)))
          (br $sources)))
      (local.set $to (i32.add (local.get $out) (local.get $at)))
      (v128.store (local.get $to) (local.get $a))
      (v128.store offset=16 (local.get $to) (local.get $b))
      (v128.store offset=32 (local.get $to) (local.get $c))
      (v128.store offset=48 (local.get $to) (local.get $d))
      (br_if $blocks (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 64))) (i32.const 8192)))))

  (func (export "and") (param $out i32) (param $n i32) (param $m i32)
    (local $at i32) (local $entry i32) (local $from i32) (local $to i32) (local $sources-end i32) (local $excluded-end i32)
    (local $a v128) (local $b v128) (local $c v128) (local $d v128)
    (local.set $sources-end (i32.shl (local.get $n) (i32.const 2)))
    (local.set $excluded-end (i32.shl (i32.add (local.get $n) (local.get $m)) (i32.const 2)))
    (loop $blocks
      (local.set $from (i32.add (i32.load (i32.const 0)) (local.get $at)))
      (local.set $a (v128.load (local.get $from)))
      (local.set $b (v128.load offset=16 (local.get $from)))
      (local.set $c (v128.load offset=32 (local.get $from)))
      (local.set $d (v128.load offset=48 (local.get $from)))
      (local.set $entry (i32.const 4))
      (block $sources-done
        (loop $sources
          (br_if $sources-done (i32.eq (local.get $entry) (local.get $sources-end)))
          (local.set $from (i32.add (i32.load (local.get $entry)) (local.get $at)))
          (local.set $a (v128.and (local.get $a) (v128.load (local.get $from))))
          (local.set $b (v128.and (local.get $b) (v128.load offset=16 (local.get $from))))
          (local.set $c (v128.and (local.get $c) (v128.load offset=32 (local.get $from))))
          (local.set $d (v128.and (local.get $d) (v128.load offset=48 (local.get $from))))
          (local.set $entry (i32.add (local.get $entry) (i32.const 4)))
          (br $sources)))
      (block $excluded-done
        (loop $excluded
          (br_if $excluded-done (i32.eq (local.get $entry) (local.get $excluded-end)))
          (local.set $from (i32.add (i32.load (local.get $entry)) (local.get $at)))
          (local.set $a (v128.andnot (local.get $a) (v128.load (local.get $from))))
          (local.set $b (v128.andnot (local.get $b) (v128.load offset=16 (local.get $from))))
          (local.set $c (v128.andnot (local.get $c) (v128.load offset=32 (local.get $from))))
          (local.set $d (v128.andnot (local.get $d) (v128.load offset=48 (local.get $from))))
          (local.set $entry (i32.add (local.get $entry) (i32.const 4)))
          (br $excluded)))
      (local.set $to (i32.add (local.get $out) (local.get $at)))
      (v128.store (local.get $to) (local.get $a))
      (v128.store offset=16 (local.get $to) (local.get $b))
      (v128.store offset=32 (local.get $to) (local.get $c))
      (v128.store offset=48 (local.get $to) (local.get $d))
      (br_if $blocks (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 64))) (i32.const 8192)))))

  (func (export "countOr") (param $n i32) (result i32)
    (local $at i32) (local $entry i32) (local $from i32) (local $sources-end i32)
    (local $a v128) (local $b v128) (local $c v128) (local $d v128)
    (local $half v128) (local $ones v128) (local $twos v128) (local $fours v128)
    (local $first v128) (local $second v128) (local $sum v128)
    (local.set $sources-end (i32.shl (local.get $n) (i32.const 2)))
    (loop $blocks
      (local.set $from (i32.add (i32.load (i32.const 0)) (local.get $at)))
      (local.set $a (v128.load (local.get $from)))
      (local.set $b (v128.load offset=16 (local.get $from)))
      (local.set $c (v128.load offset=32 (local.get $from)))
      (local.set $d (v128.load offset=48 (local.get $from)))
      (local.set $entry (i32.const 4))
      (block $sources-done
        (loop $sources
          (br_if $sources-done (i32.eq (local.get $entry) (local.get $sources-end)))
          (local.set $from (i32.add (i32.load (local.get $entry)) (local.get $at)))
          (local.set $a (v128.or (local.get $a) (v128.load (local.get $from))))
          (local.set $b (v128.or (local.get $b) (v128.load offset=16 (local.get $from))))
          (local.set $c (v128.or (local.get $c) (v128.load offset=32 (local.get $from))))
          (local.set $d (v128.or (local.get $d) (v128.load offset=48 (local.get $from))))
          (local.set $entry (i32.add (local.get $entry) (i32.const 4)))
          (br $sources)))
      (local.set $half (v128.xor (local.get $ones) (local.get $a)))
      (local.set $first (v128.or (v128.and (local.get $ones) (local.get $a)) (v128.and (local.get $half) (local.get $b))))
      (local.set $ones (v128.xor (local.get $half) (local.get $b)))
      (local.set $half (v128.xor (local.get $ones) (local.get $c)))
      (local.set $second (v128.or (v128.and (local.get $ones) (local.get $c)) (v128.and (local.get $half) (local.get $d))))
      (local.set $ones (v128.xor (local.get $half) (local.get $d)))
      (local.set $half (v128.xor (local.get $twos) (local.get $first)))
      (local.set $fours (v128.or (v128.and (local.get $twos) (local.get $first)) (v128.and (local.get $half) (local.get $second))))
      (local.set $twos (v128.xor (local.get $half) (local.get $second)))
      (local.set $sum
        (i16x8.add (local.get $sum) (i16x8.extadd_pairwise_i8x16_u (i8x16.popcnt (local.get $fours)))))
      (br_if $blocks (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 64))) (i32.const 8192))))
    (call $total (local.get $ones) (local.get $twos) (local.get $sum)))

  (func (export "countAnd") (param $n i32) (param $m i32) (result i32)
    (local $at i32) (local $entry i32) (local $from i32) (local $sources-end i32) (local $excluded-end i32)
    (local $a v128) (local $b v128) (local $c v128) (local $d v128)
    (local $half v128) (local $ones v128) (local $twos v128) (local $fours v128)
    (local $first v128) (local $second v128) (local $sum v128)
    (local.set $sources-end (i32.shl (local.get $n) (i32.const 2)))
    (local.set $excluded-end (i32.shl (i32.add (local.get $n) (local.get $m)) (i32.const 2)))
    (loop $blocks
      (local.set $from (i32.add (i32.load (i32.const 0)) (local.get $at)))
      (local.set $a (v128.load (local.get $from)))
      (local.set $b (v128.load offset=16 (local.get $from)))
      (local.set $c (v128.load offset=32 (local.get $from)))
      (local.set $d (v128.load offset=48 (local.get $from)))
      (local.set $entry (i32.const 4))
      (block $sources-done
        (loop $sources
          (br_if $sources-done (i32.eq (local.get $entry) (local.get $sources-end)))
          (local.set $from (i32.add (i32.load (local.get $entry)) (local.get $at)))
          (local.set $a (v128.and (local.get $a) (v128.load (local.get $from))))
          (local.set $b (v128.and (local.get $b) (v128.load offset=16 (local.get $from))))
          (local.set $c (v128.and (local.get $c) (v128.load offset=32 (local.get $from))))
          (local.set $d (v128.and (local.get $d) (v128.load offset=48 (local.get $from))))
          (local.set $entry (i32.add (local.get $entry) (i32.const 4)))
          (br $sources)))
      (block $excluded-done
        (loop $excluded
          (br_if $excluded-done (i32.eq (local.get $entry) (local.get $excluded-end)))
          (local.set $from (i32.add (i32.load (local.get $entry)) (local.get $at)))
          (local.set $a (v128.andnot (local.get $a) (v128.load (local.get $from))))
          (local.set $b (v128.andnot (local.get $b) (v128.load offset=16 (local.get $from))))
          (local.set $c (v128.andnot (local.get $c) (v128.load offset=32 (local.get $from))))
          (local.set $d (v128.andnot (local.get $d) (v128.load offset=48 (local.get $from))))
          (local.set $entry (i32.add (local.get $entry) (i32.const 4)))
          (br $excluded)))
      (local.set $half (v128.xor (local.get $ones) (local.get $a)))
      (local.set $first (v128.or (v128.and (local.get $ones) (local.get $a)) (v128.and (local.get $half) (local.get $b))))
      (local.set $ones (v128.xor (local.get $half) (local.get $b)))
      (local.set $half (v128.xor (local.get $ones) (local.get $c)))
      (local.set $second (v128.or (v128.and (local.get $ones) (local.get $c)) (v128.and (local.get $half) (local.get $d))))
      (local.set $ones (v128.xor (local.get $half) (local.get $d)))
      (local.set $half (v128.xor (local.get $twos) (local.get $first)))
      (local.set $fours (v128.or (v128.and (local.get $twos) (local.get $first)) (v128.and (local.get $half) (local.get $second))))
      (local.set $twos (v128.xor (local.get $half) (local.get $second)))
      (local.set $sum
        (i16x8.add (local.get $sum) (i16x8.extadd_pairwise_i8x16_u (i8x16.popcnt (local.get $fours)))))
      (br_if $blocks (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 64))) (i32.const 8192))))
    (call $total (local.get $ones) (local.get $twos) (local.get $sum)))

  ;; Ones all in all: of a vector of ones, one of twos, and counted fours.
  (func $total (param $ones v128) (param $twos v128) (param $fours v128) (result i32)
    (local $sum v128)
    (local.set $sum
      (i32x4.extadd_pairwise_i16x8_u
        (i16x8.add
          (i16x8.extadd_pairwise_i8x16_u (i8x16.popcnt (local.get $ones)))
          (i16x8.add
            (i16x8.shl (i16x8.extadd_pairwise_i8x16_u (i8x16.popcnt (local.get $twos))) (i32.const 1))
            (i16x8.shl (local.get $fours) (i32.const 2))))))
    (i32.add
      (i32.add (i32x4.extract_lane 0 (local.get $sum)) (i32x4.extract_lane 1 (local.get $sum)))
      (i32.add (i32x4.extract_lane 2 (local.get $sum)) (i32x4.extract_lane 3 (local.get $sum))))))
