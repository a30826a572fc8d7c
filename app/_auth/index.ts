export { chooseOrganization } from "./choose-organization";
export { authOptions } from "./options";
export { listSignInButtons } from "./providers";
export { currentIsOperator, currentScope, requireScope } from "./session";
export { describeSignInError } from "./sign-in-errors";
