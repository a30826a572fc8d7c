/**
 * Whether JSON nests deeper than so many levels; a plain value has none. Asked of what others wrote, before anything that
 * calls itself for each level reads it.
 */
export function nestsDeeperThan(value: unknown, levels: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  return levels === 0 || Object.values(value).some((inner) => nestsDeeperThan(inner, levels - 1));
}
