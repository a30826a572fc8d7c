export * from "./billing-profile";
export * from "./invoice";
export * from "./roster";
export * from "./seals";
export * from "./statement";
export * from "./usage";
export * from "./wallet";
