import { createTrpcDoor } from "#api";
import { currentScope } from "@/_auth";

const door = createTrpcDoor(currentScope);

export { door as GET, door as POST };
