import type { ComponentProps } from "react";
import { cn } from "./cn";
import { controlStyle } from "./input";

export function Textarea({ className, ...props }: ComponentProps<"textarea">) {
  return <textarea className={cn(controlStyle, "min-h-24 resize-y py-2 leading-relaxed", className)} {...props} />;
}
