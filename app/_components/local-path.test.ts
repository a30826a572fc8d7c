import { expect, it } from "vitest";
import { localPath } from "./local-path";

it.each([
  ["/jobs/new?agent=a&agent=b", "/jobs/new?agent=a&agent=b"],
  ["//evil.example", "/jobs"],
  ["/\\evil.example", "/jobs"],
  ["/..//evil.example", "/jobs"],
  ["https://evil.example/jobs", "/jobs"],
  ["javascript:alert(1)", "/jobs"],
  ["jobs", "/jobs"],
  ["", "/jobs"],
  [undefined, "/jobs"],
])("from %j on to %s", (asked, path) => {
  expect(localPath(asked, "/jobs")).toBe(path);
});
