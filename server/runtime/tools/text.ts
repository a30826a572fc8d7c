import { isUtf8 } from "node:buffer";

const SNIFFED_BYTES = 8_192;

/** Bytes as text, in the encoding that they seem to have; null when they are no text at all. */
export function decodeText(bytes: Uint8Array): string | null {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder("utf-16le").decode(bytes);
  if (bytes.subarray(0, SNIFFED_BYTES).includes(0)) return null;
  return new TextDecoder(isUtf8(bytes) ? "utf-8" : "windows-1252").decode(bytes);
}
