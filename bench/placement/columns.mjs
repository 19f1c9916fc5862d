/** Names of the figures that are ours. */
export const AGAIN = 'Stowage, again';
export const FIRST = 'Stowage, first of its kind';
