export { type ChosenConnectors, chooseConnectors, connectorsOf, giveConnectors } from "./choose-connectors";
export { attachConnector } from "./commands/attach-connector";
export { changeConnector, removeConnector, setToolPermissions } from "./commands/change-connector";
export { beginSignIn, finishSignIn } from "./commands/sign-in";
export { testConnector } from "./commands/test-connector";
export { type ConnectorTool, connectJob, type JobConnections } from "./connect-job";
export { ConnectorFailed } from "./errors";
export type { ConnectorNews } from "./news";
export { getConnector, listConnectors, listPrograms } from "./queries";
export {
  type ConnectorView,
  chosenConnectors,
  connectorChanges,
  connectorOrder,
  connectorView,
  lookView,
  programView,
  toolPermissions,
} from "./schema";
