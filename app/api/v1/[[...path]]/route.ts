import { createRestDoor } from "#api";
import { currentScope } from "@/_auth";

const door = createRestDoor(currentScope);

// All of them: the door itself says which of them an address takes.
export { door as DELETE, door as GET, door as HEAD, door as OPTIONS, door as PATCH, door as POST, door as PUT };
