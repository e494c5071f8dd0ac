import {
  Archive,
  ArchiveRestore,
  ArrowDown,
  ArrowUp,
  Check,
  ChevronDown,
  ChevronLeft,
  ChevronRight,
  ChevronUp,
  CircleAlert,
  Columns2,
  Command,
  Copy,
  Cpu,
  Download,
  Ellipsis,
  Eye,
  EyeOff,
  FileText,
  GitBranch,
  GripVertical,
  Hand,
  History,
  Image,
  Info,
  Keyboard,
  ListEnd,
  LogOut,
  type LucideIcon,
  MessageSquare,
  Monitor,
  Moon,
  PanelLeft,
  Pencil,
  Pin,
  PinOff,
  Play,
  Plus,
  RotateCw,
  ScrollText,
  Search,
  Settings,
  ShieldCheck,
  Square,
  SquarePen,
  Sun,
  TextWrap,
  Trash2,
  Upload,
  UserRound,
  Wrench,
  X,
} from "lucide-react";
import { cx } from "@/components/ui/cx";

/** The page's own names, so that another icon set can take Lucide's place in this file alone. */
const icons = {
  account: UserRound,
  add: Plus,
  admin: ShieldCheck,
  alert: CircleAlert,
  archive: Archive,
  chat: MessageSquare,
  check: Check,
  close: X,
  command: Command,
  compare: Columns2,
  copy: Copy,
  dark: Moon,
  delete: Trash2,
  down: ArrowDown,
  download: Download,
  drag: GripVertical,
  fold: ChevronDown,
  fork: GitBranch,
  hand: Hand,
  hide: EyeOff,
  history: History,
  image: Image,
  import: Upload,
  info: Info,
  instructions: ScrollText,
  keyboard: Keyboard,
  light: Sun,
  model: Cpu,
  more: Ellipsis,
  new: SquarePen,
  next: ChevronRight,
  panel: PanelLeft,
  pin: Pin,
  previous: ChevronLeft,
  queue: ListEnd,
  rename: Pencil,
  retry: RotateCw,
  run: Play,
  search: Search,
  send: ArrowUp,
  settings: Settings,
  show: Eye,
  "sign-out": LogOut,
  stop: Square,
  system: Monitor,
  text: FileText,
  tool: Wrench,
  unarchive: ArchiveRestore,
  unpin: PinOff,
  upward: ChevronUp,
  wrap: TextWrap,
  up: ArrowUp,
} satisfies Record<string, LucideIcon>;

export type IconName = keyof typeof icons;

type IconProps = {
  readonly name: IconName;
  /** Pixels: 16 inside text and small buttons, 20 where it stands alone. */
  readonly size?: 16 | 20;
  readonly className?: string;
};

/** A decoration: whatever holds it carries the words. */
export function Icon({ name, size = 16, className }: IconProps) {
  const Glyph = icons[name];
  return (
    <Glyph
      aria-hidden="true"
      size={size}
      strokeWidth={1.75}
      className={cx("shrink-0", className)}
    />
  );
}
