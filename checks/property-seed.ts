import fc from "fast-check";

/**
 * The gate tries the same examples each time: one commit, one verdict. `PROPERTY_SEED=random` looks for new ones, and
 * `PROPERTY_SEED=<seed>` repeats what that found.
 */
const { PROPERTY_SEED = "20261123" } = process.env;
if (PROPERTY_SEED !== "random") fc.configureGlobal({ seed: Number(PROPERTY_SEED) });
