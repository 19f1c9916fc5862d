/** Candidates → completions: those that go with what was typed, in order, with the place that they replace. */
import { compareText } from '../../model/records.js';
import type { Candidate, Completion } from './completion.js';
import type { Place } from './place.js';

/** By how well they go with what was typed, then by tier, by rows, by text. */
export function fitted(candidates: Iterable<Candidate>, { typed, start, end }: Place): Completion[] {
  const fits: Fit[] = [];
  for (const candidate of candidates) {
    const distance = distanceOf(candidate, typed);
    if (distance !== undefined) fits.push({ candidate, distance });
  }
  const completions = new Map<string, Completion>();
  for (const { candidate } of fits.sort(byUse)) {
    const { text, kind, description, rows } = candidate;
    if (!completions.has(text)) {
      completions.set(text, { text, start, end, kind, description, ...(rows !== undefined && { rows }) });
    }
  }
  return [...completions.values()];
}

interface Fit {
  readonly candidate: Candidate;
  readonly distance: number;
}

/** 0 where it goes on as typed, more where only letters agree, or a later part of it; undefined where nothing does. */
function distanceOf({ text, meaning = text, alias = meaning }: Candidate, typed: string): number | undefined {
  if (meaning.startsWith(typed)) return 0;
  if (alias.startsWith(typed)) return 1;
  const [low, lowMeaning] = [typed.toLowerCase(), meaning.toLowerCase()];
  if (lowMeaning.startsWith(low) || alias.toLowerCase().startsWith(low)) return 2;
  return lowMeaning.includes(low) ? 3 : undefined;
}

function byUse(a: Fit, b: Fit): number {
  return (
    a.distance - b.distance ||
    (a.candidate.tier ?? 0) - (b.candidate.tier ?? 0) ||
    weightOf(b.candidate) - weightOf(a.candidate) ||
    compareText(a.candidate.text, b.candidate.text)
  );
}

function weightOf({ rows = 0, weight = rows }: Candidate): number {
  return weight;
}
