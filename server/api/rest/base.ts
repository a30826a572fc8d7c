/** Below which address the REST door is. */
export const REST_BASE = "/api/v1";
