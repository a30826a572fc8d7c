export * from "./clock";
export * from "./errors";
export * from "./ids";
export * from "./money";
export * from "./rates";
export * from "./scope";
export * from "./text";
export * from "./words";
