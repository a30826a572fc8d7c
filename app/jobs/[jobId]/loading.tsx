import { Skeleton } from "@/_components/ui/skeleton";

export default function Loading() {
  return (
    <div role="status" aria-label="Loading the job" className="grid gap-6">
      <Skeleton className="h-8 w-80 max-w-full" />
      <Skeleton className="h-24" />
      <div className="grid grid-cols-1 gap-4 md:grid-cols-2">
        <Skeleton className="h-96" />
        <Skeleton className="h-96 max-md:hidden" />
      </div>
    </div>
  );
}
