import { constants, deflateRawSync, gzipSync } from "node:zlib";
import exceljs from "exceljs";
import { unzipSync } from "fflate";

const MEGABYTE = 1024 * 1024;
const HEAD = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>';
const TAIL = "</sheetData></worksheet>";

/** Deflated data that unpacks to `text` and then `times` times `block`, made without ever unpacking it. */
function deflatedTimes(head: string, block: string, times: number, tail: string): Buffer {
  const flushed = (text: string) => deflateRawSync(text, { finishFlush: constants.Z_FULL_FLUSH });
  const packed = flushed(block);
  return Buffer.concat([flushed(head), ...Array.from({ length: times }, () => packed), deflateRawSync(tail)]);
}

/** A gzip file that unpacks to `megabytes` of nothing: a thousandth of that on the line. Its checksum is wrong, which only its end tells. */
export function gzipBomb(megabytes: number): Buffer {
  const header = gzipSync("").subarray(0, 10);
  return Buffer.concat([header, deflatedTimes("", "\0".repeat(MEGABYTE), megabytes, ""), Buffer.alloc(8)]);
}

/** A workbook of a few megabytes whose one sheet unpacks to `megabytes` of cells. */
export async function workbookBomb(megabytes: number): Promise<Uint8Array> {
  const workbook = new exceljs.Workbook();
  workbook.addWorksheet("Bomb").addRow(["x", 1]);
  const files = unzipSync(new Uint8Array(await workbook.xlsx.writeBuffer()));
  const row = '<row><c t="str"><v>bomb</v></c><c><v>1</v></c></row>';
  const rows = row.repeat(Math.floor(MEGABYTE / row.length));
  const sheet = deflatedTimes(HEAD, rows, megabytes, TAIL);
  return zip(
    Object.entries(files).map(([name, bytes]) =>
      name === "xl/worksheets/sheet1.xml"
        ? { name, packed: sheet, size: HEAD.length + megabytes * rows.length + TAIL.length }
        : { name, packed: deflateRawSync(bytes), size: bytes.length },
    ),
  );
}

type Entry = { readonly name: string; readonly packed: Buffer; readonly size: number };

/** The ZIP format by hand (APPNOTE 6.3): libraries pack only what they can hold unpacked. Checksums are left zero. */
function zip(entries: readonly Entry[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, packed, size } of entries) {
    const facts = Buffer.alloc(26);
    facts.writeUInt16LE(20, 0);
    facts.writeUInt16LE(8, 4);
    facts.writeUInt32LE(packed.length, 14);
    facts.writeUInt32LE(size % 2 ** 32, 18);
    facts.writeUInt16LE(name.length, 22);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(offset, 10);
    const local = Buffer.concat([Buffer.from("PK\x03\x04"), facts, Buffer.from(name), packed]);
    directory.push(Buffer.concat([Buffer.from("PK\x01\x02\x14\x00"), facts, place, Buffer.from(name)]));
    parts.push(local);
    offset += local.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(entries.length, 4);
  end.writeUInt16LE(entries.length, 6);
  end.writeUInt32LE(central.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...parts, central, Buffer.from("PK\x05\x06"), end]);
}
