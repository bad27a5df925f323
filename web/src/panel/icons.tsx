/** Small line drawings for buttons; always beside or under a label that says what they do. */
import type { ComponentChildren } from "preact";

const Icon = ({ children }: { children: ComponentChildren }) => (
  <svg class="icon" viewBox="0 0 24 24" width="20" height="20" fill="none" stroke="currentColor" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">
    {children}
  </svg>
);

export const SearchIcon = () => <Icon><circle cx="11" cy="11" r="6.5" /><path d="M16 16l4.5 4.5" /></Icon>;
export const MenuIcon = () => <Icon><path d="M4 7h16M4 12h16M4 17h16" /></Icon>;
export const CloseIcon = () => <Icon><path d="M6 6l12 12M18 6L6 18" /></Icon>;
export const PlayIcon = () => <Icon><path d="M8 5.5v13l10.5-6.5z" fill="currentColor" /></Icon>;
export const PauseIcon = () => <Icon><path d="M8.5 6v12M15.5 6v12" stroke-width="3" /></Icon>;
export const BackIcon = () => <Icon><path d="M14.5 5.5L8 12l6.5 6.5" /></Icon>;
export const NextIcon = () => <Icon><path d="M9.5 5.5L16 12l-6.5 6.5" /></Icon>;
export const PlusIcon = () => <Icon><path d="M12 6v12M6 12h12" /></Icon>;
export const MinusIcon = () => <Icon><path d="M6 12h12" /></Icon>;
export const BodyIcon = () => <Icon><circle cx="12" cy="5" r="2.4" /><path d="M12 8v7M12 9.5L7 13M12 9.5l5 3.5M12 15l-3 6M12 15l3 6" /></Icon>;
export const LinesIcon = () => <Icon><path d="M5 4c5 4 1 11 6 16M12 4c4 5 1 10 7 16" /></Icon>;
export const CautionIcon = () => <Icon><path d="M12 4L2.8 19.5h18.4z" /><path d="M12 10v4.5M12 17.2v.1" /></Icon>;
export const HandIcon = () => <Icon><path d="M8 12V6.2a1.4 1.4 0 012.8 0V11m0-.5V4.6a1.4 1.4 0 012.8 0V11m0-.2V6a1.4 1.4 0 012.8 0v7.2c0 4.3-2.2 7-5.4 7-2.5 0-3.9-1.1-5.2-3.6l-1.9-3.4c-.8-1.5 1.1-2.6 2.1-1.4L8 13.6" /></Icon>;
export const HomeIcon = () => <Icon><path d="M4 11l8-7 8 7M6.5 9.5V20h11V9.5" /></Icon>;
export const NeedleIcon = () => <Icon><path d="M19.5 4.5L5 19" /><path d="M16 4l4 4" /><path d="M5 19l-1 1" stroke-width="1" /></Icon>;
