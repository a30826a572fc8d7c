import type { Attack } from "./attack";
import { BORDERS } from "./cross-borders";
import { OUTPUT } from "./flood";
import { NETWORK } from "./reach-the-network";
import { MEMORY } from "./take-memory";
import { TIME } from "./take-time";

/** The attacks that the limits of the sandbox and of its tools are for. */
export const ATTACKS: readonly Attack[] = [...MEMORY, ...TIME, ...OUTPUT, ...BORDERS, ...NETWORK];
