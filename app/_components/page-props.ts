/** What a page reads from the address after "?". */
export type SearchParams = Promise<Record<string, string | string[] | undefined>>;
