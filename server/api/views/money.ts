import { z } from "zod";

/** US dollars on the wire: an exact decimal string, never a number. */
export const usd = z.string().meta({ description: "US dollars, exact decimal string", examples: ["0.00238"] });
