"use client";

import { Check, Copy } from "lucide-react";
import { useState } from "react";
import { Button } from "./ui/button";

/** A secret that is shown this once, to be copied. */
export function Secret({ text }: { text: string }) {
  const [isCopied, setCopied] = useState(false);
  // Without a secure context there is no clipboard; the text can be selected all the same.
  const copy = () =>
    navigator.clipboard?.writeText(text).then(
      () => setCopied(true),
      () => undefined,
    );
  return (
    <div className="mt-2 flex flex-wrap items-center gap-2">
      <code className="min-w-0 rounded-md border border-border bg-surface px-2 py-1 font-mono text-xs break-all select-all">
        {text}
      </code>
      <Button size="sm" onClick={copy}>
        {isCopied ? <Check aria-hidden /> : <Copy aria-hidden />}
        {isCopied ? "Copied" : "Copy"}
      </Button>
    </div>
  );
}
