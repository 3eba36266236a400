declare const name: unique symbol;

/**
 * Something that a channel can do when it is told to. It is made by this package and imported by
 * those who want it, so that no one else downloads it.
 */
export type Feature<Name extends string> = { readonly [name]: Name };

/** What a feature is inside. What else a script may give to a channel has no `make`, and throws. */
export type Inside<Make> = { readonly make: Make };
