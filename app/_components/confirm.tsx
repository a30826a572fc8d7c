"use client";

import type { ReactNode } from "react";
import { Button } from "./ui/button";
import { Dialog, DialogClose, DialogContent } from "./ui/dialog";

type ConfirmProps = {
  /** Undefined while nothing is asked. */
  question: string | undefined;
  yes: ReactNode;
  onYes: () => void;
  onClose: () => void;
};

/** Asks once more, before something that cannot be taken back. */
export function Confirm({ question, yes, onYes, onClose }: ConfirmProps) {
  return (
    <Dialog open={question !== undefined} onOpenChange={onClose}>
      <DialogContent title={question ?? ""}>
        <div className="flex flex-wrap justify-end gap-2">
          <DialogClose asChild>
            <Button>Go back</Button>
          </DialogClose>
          <DialogClose asChild>
            <Button variant="primary" onClick={onYes}>
              {yes}
            </Button>
          </DialogClose>
        </div>
      </DialogContent>
    </Dialog>
  );
}
