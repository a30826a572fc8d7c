import { describe, expect, it } from "vitest";
import { packZip, unpackZip } from "#server/catalogue/agent-files/zip";
import { pack } from "./pack-folders";

const file = (path: string, content: BlobPart = "text") => ({
  path,
  file: new File([content], path.split("/").at(-1) ?? path),
});

describe("what a person brings", () => {
  it("goes out as a zip that the server unpacks, without what is hidden", async () => {
    const packed = await pack([
      file("mine/AGENT.md", "Zähle."),
      file("mine/.git/config"),
      file("mine/skills/a/SKILL.md"),
    ]);
    if (typeof packed === "string") throw new Error(packed);
    expect(packed.name).toBe("mine");
    expect(unpackZip(Buffer.from(packed.zip, "base64"))).toEqual([
      { path: "mine/AGENT.md", content: "Zähle." },
      { path: "mine/skills/a/SKILL.md", content: "text" },
    ]);
  });

  it("is sent as it is when it is a zip already", async () => {
    const zip = packZip([{ path: "AGENT.md", content: "x".repeat(20_000) }]);
    expect(await pack([file("translator.ZIP", zip.slice())])).toEqual({
      name: "translator",
      zip: Buffer.from(zip).toString("base64"),
    });
  });

  it("is not sent when there is nothing in it, or too much", async () => {
    expect(await pack([file(".git/config")])).toBe("There is no file in it.");
    expect(await pack([file("big.zip", new Uint8Array(2_000_000))])).toMatch(/larger/);
    expect(await pack([file("a/film.mp4", new Uint8Array(6_000_000))])).toMatch(/larger/);
    const many = Array.from({ length: 2_001 }, (_, n) => file(`a/${n}.md`));
    expect(await pack(many)).toMatch(/2001 files/);
  });
});
