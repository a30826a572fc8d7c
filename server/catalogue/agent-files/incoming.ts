/** What systems and editors leave in folders: .git, .DS_Store, __MACOSX. Never part of an agent. */
export const isHidden = (name: string): boolean => name.startsWith(".") || name === "__MACOSX";

/**
 * A file's bytes as text. What is no UTF-8 becomes text with a NUL, which `readAgent` refuses by the file's name, if the
 * file is an agent's at all.
 */
export function decodeText(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return "\u0000";
  }
}
