"use client";

import { useMutation } from "@tanstack/react-query";
import { Check } from "lucide-react";
import { useRouter } from "next/navigation";
import { Button } from "@/_components/ui/button";
import { FieldError } from "@/_components/ui/field";
import { useTRPC } from "@/_trpc/client";
import { failureOf } from "@/_trpc/failure";

type AcceptButtonProps = { jobId: string; runId: string | undefined; label: string; variant?: "primary" | "secondary" };

export function AcceptButton({ jobId, runId, label, variant = "primary" }: AcceptButtonProps) {
  const router = useRouter();
  const accept = useMutation(useTRPC().jobs.accept.mutationOptions({ onSuccess: () => router.refresh() }));
  return (
    <div className="grid justify-items-end gap-1">
      <Button
        variant={variant}
        disabled={accept.isPending || accept.isSuccess}
        onClick={() => accept.mutate({ jobId, runId })}
      >
        <Check aria-hidden />
        {label}
      </Button>
      <FieldError id={`accept-error-${runId ?? "all"}`}>
        {accept.error ? failureOf(accept.error).message : undefined}
      </FieldError>
    </div>
  );
}
