/** Mutation runs are compared with each other, so their random data is the same in each. */
import fc from 'fast-check';

fc.configureGlobal({ seed: 20_260_101, endOnFailure: true });
