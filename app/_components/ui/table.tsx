import type { ComponentProps } from "react";
import { cn } from "./cn";

/** A table that scrolls inside its own frame, so that the page never does sideways. */
export function Table({ className, label, ...props }: ComponentProps<"table"> & { label: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable with the keyboard
    <div tabIndex={0} className="relative w-full overflow-x-auto print:overflow-visible">
      <table aria-label={label} className={cn("w-full border-collapse text-[0.8125rem]", className)} {...props} />
    </div>
  );
}

export function Th({ className, ...props }: ComponentProps<"th">) {
  return (
    <th
      scope="col"
      className={cn(
        "border-b border-border px-2 py-2 sm:px-3 text-left text-xs font-medium whitespace-nowrap text-muted first:pl-4 last:pr-4",
        className,
      )}
      {...props}
    />
  );
}

export function Td({ className, ...props }: ComponentProps<"td">) {
  return <td className={cn("px-2 py-2.5 align-top sm:px-3 first:pl-4 last:pr-4", className)} {...props} />;
}

export function Tr({ className, ...props }: ComponentProps<"tr">) {
  return <tr className={cn("border-b border-border last:border-b-0", className)} {...props} />;
}

/** Figures stand right, in digits of one width. */
export const figure = "text-right whitespace-nowrap tabular-nums";
