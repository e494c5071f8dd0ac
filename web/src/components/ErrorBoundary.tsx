"use client";

import { Component, type ReactNode } from "react";
import { forgetFailedParts } from "@/lib/lazy-part";
import { Failure } from "./Failure";

type Props = { readonly children: ReactNode };
type State = { readonly failed: boolean };

/** A part that cannot be drawn becomes a sentence and a way back; the draft is kept outside it. */
export class ErrorBoundary extends Component<Props, State> {
  override state: State = { failed: false };

  static getDerivedStateFromError(): State {
    return { failed: true };
  }

  override render() {
    if (!this.state.failed) return this.props.children;
    return <Failure onRetry={this.retry} />;
  }

  private readonly retry = () => {
    forgetFailedParts();
    this.setState({ failed: false });
  };
}
