import { expect, it } from "vitest";
import { fieldOfHeader, headersOf } from "./headers";

const form = (entries: Readonly<Record<string, string>>): FormData => {
  const data = new FormData();
  for (const [name, value] of Object.entries(entries)) data.set(name, value);
  return data;
};

it("a form has several headers: those that are said anew, and those that stay as they are", () => {
  const sent = form({
    ...{ headerName: "Authorization", headerValue: "" },
    ...{ headerName1: " X-Tenant ", headerValue1: " 7 " },
    ...{ headerName2: "", headerValue2: "" },
  });
  expect(headersOf(sent)).toEqual({ headers: { "X-Tenant": "7" }, kept: ["Authorization"] });
  expect(fieldOfHeader(sent, "headers.X-Tenant")).toBe("headerValue1");
  expect(fieldOfHeader(sent, "headers.Authorization")).toBe("headerValue");
  expect(fieldOfHeader(sent, "headers")).toBe("headerValue");
});
