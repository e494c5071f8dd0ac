import { Switch } from "@/components/ui/Switch";

type PrivateSwitchProps = { readonly on: boolean; readonly onSwitch: (on: boolean) => void };

/** Whether addresses may be asked that are not on the public internet. */
export function PrivateSwitch({ on, onSwitch }: PrivateSwitchProps) {
  return (
    <div className="flex flex-col gap-1">
      <Switch on={on} onSwitch={onSwitch} className="min-h-8 self-start pe-1 touch:min-h-11">
        It may reach private addresses
      </Switch>
      <p className="text-caption text-muted">
        Such as this machine itself and its own network. Needed for services at home; leave it off
        for everything else.
      </p>
    </div>
  );
}
