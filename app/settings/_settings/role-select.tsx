import type { Role } from "#kernel";
import { Select } from "@/_components/ui/select";
import { capitalized } from "@/_components/words";

type RoleSelectProps = {
  id: string;
  label?: string;
  roles: readonly Role[];
  value: Role;
  disabled?: boolean;
  className?: string;
};

/** The roles that the reader may give. */
export function RoleSelect({ id, label, roles, value, disabled, className }: RoleSelectProps) {
  return (
    <Select
      id={id}
      name="role"
      aria-label={label}
      defaultValue={value}
      disabled={disabled}
      className={className}
      key={value}
    >
      {roles.map((role) => (
        <option key={role} value={role}>
          {capitalized(role)}
        </option>
      ))}
    </Select>
  );
}
