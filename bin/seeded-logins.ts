import type { SeedReport } from "#desk";

/** One line for each login that was made just now: its password is told this once. */
export const describeLogins = ({ demoLogin, operatorLogin }: SeedReport): string[] => [
  ...(demoLogin
    ? [`Sign in as ${demoLogin.email} with the password ${demoLogin.password}  (demo organization; shown only now)`]
    : []),
  ...(operatorLogin
    ? [`Operator:  ${operatorLogin.email} with the password ${operatorLogin.password}  (shown only now)`]
    : []),
];
