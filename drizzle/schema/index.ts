export * from "./billing";
export * from "./catalogue";
export * from "./events";
export * from "./jobs";
export * from "./organizations";
export * from "./platform";
export * from "./steps";
