/** The trainee's small English: what each word makes of a question. */

export type Aggregate = "avg" | "sum" | "median" | "min" | "max" | "count" | "distinct" | "share" | "sd" | "corr";

const words = (text: string): string[] => text.split(" ");

/** Words that name an aggregate. */
export const AGGREGATES: ReadonlyMap<string, Aggregate> = new Map<string, Aggregate>([
  ...words("average averages avg mean typical typically").map((w): [string, Aggregate] => [w, "avg"]),
  ...words("total sum totals combined altogether").map((w): [string, Aggregate] => [w, "sum"]),
  ...words("median").map((w): [string, Aggregate] => [w, "median"]),
  ...words("minimum min lowest smallest least fewest earliest first").map((w): [string, Aggregate] => [w, "min"]),
  ...words("maximum max highest largest biggest greatest most latest last peak newest").map(
    (w): [string, Aggregate] => [w, "max"],
  ),
  ...words("count counts").map((w): [string, Aggregate] => [w, "count"]),
  ...words("distinct unique").map((w): [string, Aggregate] => [w, "distinct"]),
  ...words("share percentage percent proportion fraction rate %").map((w): [string, Aggregate] => [w, "share"]),
  ...words("deviation stddev sd").map((w): [string, Aggregate] => [w, "sd"]),
  ...words("correlation correlated correlate").map((w): [string, Aggregate] => [w, "corr"]),
]);

/** Superlatives and comparatives that also say which column: "oldest" is the highest age. */
export const ADJECTIVES: ReadonlyMap<string, { readonly aggregate: "min" | "max"; readonly hints: readonly string[] }> =
  new Map(
    (
      [
        ["oldest older", "max", "age"],
        ["youngest younger", "min", "age"],
        ["cheapest cheaper", "min", "price fare cost amount"],
        ["priciest dearest", "max", "price fare cost amount"],
        ["heaviest heavier", "max", "weight mass"],
        ["lightest lighter", "min", "weight mass"],
        ["longest longer", "max", "length duration runtime time distance"],
        ["shortest shorter", "min", "length duration runtime height distance"],
        ["tallest taller", "max", "height"],
        ["fastest faster quickest", "max", "speed velocity horsepower"],
        ["slowest slower", "min", "speed velocity"],
        ["hottest warmest hotter warmer", "max", "temperature temp"],
        ["coldest coolest colder cooler", "min", "temperature temp"],
        ["wettest rainiest", "max", "precipitation rain rainfall"],
        ["driest", "min", "precipitation rain rainfall"],
        ["windiest", "max", "wind"],
        ["richest", "max", "income gdp wealth"],
        ["poorest", "min", "income gdp wealth"],
      ] as const
    ).flatMap(([names, aggregate, hints]) =>
      words(names).map((name) => [name, { aggregate, hints: words(hints) }] as const),
    ),
  );

/** Words for the same thing, in groups; a column called by one is found by another. */
const SYNONYMS: readonly (readonly string[])[] = [
  words("sex gender"),
  words("price cost fare amount"),
  words("revenue sales turnover"),
  words("weight mass"),
  words("temperature temp"),
  words("precipitation rain rainfall precip"),
  words("country nation"),
  words("population pop"),
  words("quantity qty units"),
  words("profit margin earnings"),
  words("client customer buyer"),
  words("category type kind"),
  words("bill beak"),
  words("salary wage pay income"),
  words("date day when"),
  words("movie film title"),
  words("director directed"),
  words("mpg mileage"),
  words("latitude lat"),
  words("longitude lon lng"),
  words("average avg mean"),
  words("maximum max highest high"),
  words("minimum min lowest low"),
  words("number num no"),
];

const groupOf = new Map<string, number[]>();
for (const [i, group] of SYNONYMS.entries())
  for (const word of group) groupOf.set(word, [...(groupOf.get(word) ?? []), i]);

export const areSynonyms = (a: string, b: string): boolean =>
  groupOf.get(a)?.some((group) => groupOf.get(b)?.includes(group)) ?? false;

/** Other words for values that tables often hold. */
export const VALUE_SYNONYMS: ReadonlyMap<string, readonly string[]> = new Map(
  (
    [
      ["women woman females girls girl ladies", "female woman women f"],
      ["men man males boys boy", "male man men m"],
      ["american america us", "usa us united states america"],
      ["european", "europe"],
      ["japanese", "japan"],
      ["rainy", "rain"],
      ["sunny", "sun"],
      ["foggy", "fog"],
      ["snowy", "snow"],
      ["uk britain british", "uk united kingdom great britain"],
    ] as const
  ).flatMap(([names, values]) =>
    words(names).map(
      (name) =>
        [
          name,
          name === "american" || name === "uk" ? [...words(values), "united states", "united kingdom"] : words(values),
        ] as const,
    ),
  ),
);

/** Words without content of their own: never a value, never a column. */
export const FILLERS = new Set(
  words(
    "a an the this that these those is are was were be been being do does did has have had having of for in on at to from with and or as it its their there here me my our your you i we they them he she his her " +
      "what which who whom whose when where how why please tell give show find get calculate compute list me us also then all any each every per by than that more less over under above below between least most " +
      "many much long often number value values data dataset table file rows row records record column columns entries entry overall whole entire same different if so can could would should will not no " +
      "average mean total sum median minimum maximum min max lowest highest largest smallest biggest share percentage percent proportion count top bottom about across within among during since before after until only just some out into up down was't " +
      "let know want need like see first second one two three",
  ),
);

export const NUMBER_WORDS: ReadonlyMap<string, number> = new Map(
  words("one two three four five six seven eight nine ten eleven twelve").map((word, i) => [word, i + 1]),
);

export const MONTH_NAMES = words(
  "january february march april may june july august september october november december",
);

/** What no rule of the trainee can do, and how it says so. */
export const OUT_OF_REACH: readonly { readonly pattern: RegExp; readonly reason: string }[] = [
  {
    pattern:
      /\bwhy\b|\bhow come\b|\breasons?\b (?:for|why|behind)|\bwhat (?:caused|causes|drives|drove)\b|\bexplain why\b/i,
    reason: "it asks for reasons; a table shows what happened, and I do not guess why",
  },
  {
    pattern:
      /\b(?:predict|forecast|extrapolate|project(?:ion|ed)?|estimate (?:next|future))\b|\bwill\b.*\b(?:be|grow|rise|fall|happen|reach)\b|\bnext (?:year|month|week|quarter)\b/i,
    reason: "it asks about the future; I only compute what is in the data",
  },
  {
    pattern:
      /\b(?:poem|haiku|song|lyrics|story|novel|joke|essay|blog|article|slogan|tweet|speech|press release|cover letter)\b/i,
    reason: "it asks for creative writing, which I cannot do",
  },
  { pattern: /\b(?:translate|translation)\b/i, reason: "it asks for a translation, which I cannot do" },
  {
    pattern: /\b(?:send|reply|draft|write)\b.*\b(?:e-?mail|letter|message)\b/i,
    reason: "it asks for correspondence, which I cannot write or send",
  },
  {
    pattern:
      /\b(?:search|browse|google|scrape|crawl|look up)\b.*\b(?:web|internet|online|site|google)\b|\b(?:scrape|crawl|browse)\b|https?:\/\//i,
    reason: "it asks for something outside the given files; I have no access to the web",
  },
  {
    pattern:
      /\b(?:write|build|create|develop|implement|fix|debug|refactor)\b.*\b(?:code|script|program|app|application|website|web ?site|function|api|software|bug)\b/i,
    reason: "it asks for software, which I cannot write",
  },
  {
    pattern:
      /\b(?:should (?:we|i|they)|recommend(?:ation)?s?|advice|advise|suggest|strategy|opinion|what do you think|best way to)\b/i,
    reason: "it asks for advice or judgement, which I cannot give",
  },
  {
    pattern:
      /\b(?:train|fit|build)\b.*\b(?:model|classifier|regression|network)\b|\b(?:clustering|cluster (?:the|these|them|my|our)|classify|machine learning|sentiment)\b/i,
    reason: "it asks for a statistical or learned model, which is beyond my rules",
  },
];

/** Work the report always contains: such a sentence needs no answer of its own. */
export const REPORT_WORK =
  /\b(?:analy[sz]e|analysis|profile|summari[sz]e|summary|overview|explore|exploration|describe|report|charts?|plots?|graphs?|visuali[sz]e|visuali[sz]ations?|insights?|findings|patterns|trends?|outliers?|anomal(?:y|ies)|distributions?|data quality|interesting|stand(?:s)? out|relationships?|correlations|key (?:numbers|figures|facts))\b/i;

/** Sentences that ask for something, even without a question mark. */
export const ASKING =
  /^(?:please |and |also |then |now |so |but |first |next |finally |i(?:'d| would) like (?:you )?to (?:know|see) |i (?:want|need) (?:to know |you to )?|(?:can|could|would) you (?:please )?|let me know |tell me |show me |give me )*(?:what|which|who|whose|when|where|why|how|is|are|was|were|did|does|do|has|have|tell|show|give|find|calculate|compute|list|count|compare|name|determine|identify|write|translate|predict|forecast|draft|build|create|explain|recommend|rank)\b/i;
