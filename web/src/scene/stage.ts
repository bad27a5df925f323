/** The 3D body: holds skin, dots, courses and film, follows the signals of state/, and draws only when something changed. */
import { effect } from "@preact/signals";
import * as THREE from "three";
import { colourOf, meridians, pointOfSite } from "../state/atlas";
import * as body from "../state/body";
import * as player from "../state/player";
import { isDark, stillness } from "../state/prefs";
import { chosen, go, moves, side, toId } from "../state/route";
import * as wanted from "../state/stage";
import { Eye, sideShowing } from "./camera";
import { clearDirection } from "./clearing";
import { Courses } from "./courses";
import { Dots, type Dot, type Standing } from "./dots";
import { Film } from "./film";
import { Ground } from "./ground";
import { Hands } from "./hands";
import type { Rect } from "./labels";
import { Names } from "./names";
import { Pixels } from "./pixels";
import { Sight } from "./sight";
import { Skin } from "./skin";

const FADE_MS = 220;
const REST_MS = 140;
/** Radius of what is in view around a chosen point, metres. */
const CHOSEN_M = 0.11;
const OTHER = { L: "R", R: "L" } as const;

export class Stage {
  readonly renderer: THREE.WebGLRenderer;
  readonly scene = new THREE.Scene();
  readonly eye: Eye;
  readonly skin: Skin;
  readonly dots = new Dots();
  readonly courses = new Courses();
  readonly film = new Film();
  readonly ground = new Ground();
  readonly sight: Sight;
  readonly names: Names;
  readonly hands: Hands;
  readonly pixels: Pixels;
  private readonly stops: (() => void)[] = [];
  private isAsked = false;
  private rest: ReturnType<typeof setTimeout> | undefined;
  private shownPart = 0;
  private last = 0;
  private isSeen = false;

  constructor(
    readonly canvas: HTMLCanvasElement,
    layer: HTMLElement,
  ) {
    this.renderer = new THREE.WebGLRenderer({ canvas, alpha: true, antialias: false, powerPreference: "high-performance" });
    this.renderer.setClearColor(0x000000, 0);
    this.pixels = new Pixels(this.renderer);
    this.eye = new Eye(canvas, () => this.redraw(), () => stillness.peek());
    this.skin = new Skin(() => this.redraw());
    this.sight = new Sight(this.skin.mesh);
    this.names = new Names(layer, this, (code, on) => this.choose(code, on));
    this.hands = new Hands(this);
    this.scene.add(this.ground.mesh, this.skin.group, this.courses.group, this.dots.group, this.film.group);
    canvas.addEventListener("webglcontextlost", () => (wanted.canDraw.value = "none"), { once: true });
    this.followBody();
    this.followWishes();
    this.followFilm();
    const size = new ResizeObserver(() => this.resize());
    size.observe(canvas.parentElement!);
    this.stops.push(() => size.disconnect());
    this.resize();
  }

  get width(): number {
    return this.canvas.clientWidth || 1;
  }

  get height(): number {
    return this.canvas.clientHeight || 1;
  }

  /** The part of the canvas where names may stand. */
  free(): Rect {
    const { top, bottom, right } = this.eye.insets();
    return { left: 4, top: Math.max(4, top - 24), right: this.width - Math.max(4, right), bottom: this.height - Math.max(4, bottom - 8) };
  }

  choose(code: string, on: string): void {
    go(`/point/${toId(code)}${on === "R" ? "?side=R" : ""}`);
  }

  isHidden(at: THREE.Vector3): boolean {
    return !this.skin.isClear && this.sight.isHidden(at);
  }

  redraw(): void {
    if (this.isAsked) return;
    this.isAsked = true;
    delete this.canvas.dataset["rests"];
    requestAnimationFrame((now) => this.frame(now));
  }

  private on(run: () => void): void {
    this.stops.push(effect(run));
  }

  private followBody(): void {
    this.on(() => {
      const now = body.skin.value;
      if (now) void this.skin.show(now.glb, stillness.peek()).catch(() => (wanted.canDraw.value = "none"));
    });
    this.on(() => {
      const now = body.onSkin.value;
      if (!now || !this.skin.isThere.value) return; // to look at a point needs the skin around it
      const point = pointOfSite.value;
      this.dots.take(now.points, (site) => point.get(site) ?? site);
      if (meridians.value.length) this.courses.take(now.courses, colourOf);
      this.paint();
      this.focus(true);
    });
    this.on(() => {
      void body.isSettled.value;
      this.redraw();
    });
  }

  private followWishes(): void {
    this.on(() => {
      void [wanted.named.value, wanted.litMeridian.value, wanted.hovered.value, chosen.value, side.value, wanted.marked.value];
      void [wanted.showLines.value, wanted.skinOpacity.value, isDark(), player.construction.value, player.isLast.value];
      this.paint();
    });
    this.on(() => this.skin.fade(wanted.skinOpacity.value));
    this.on(() => wanted.view.value.count && this.eye.look(wanted.view.value.side));
    this.on(() => {
      void [chosen.value, side.value, moves.value, wanted.litMeridian.value];
      this.focus(false);
    });
    wanted.steer.value = { turn: (x, y) => this.eye.turn(x, y), zoom: (f) => this.eye.zoom(f), home: () => this.eye.home() };
  }

  private followFilm(): void {
    this.on(() => {
      this.film.show(player.construction.value);
      const extent = this.film.extent;
      const dot = this.chosenDot();
      if (extent && dot) this.lookAt(dot, Math.max(0.07, extent.radius * 1.15), extent.center);
      this.redraw();
    });
    this.on(() => {
      void player.clock.value;
      this.redraw();
    });
    // At the last step the eye goes near: there is the point, and how sure its place is.
    this.on(() => {
      const dot = this.chosenDot();
      if (dot && player.isLast.value) this.lookAt(dot, CHOSEN_M);
    });
  }

  /** Look at a dot, or at a middle near it, from where no other limb stands before it. */
  private lookAt(dot: Dot, radius: number, middle = dot.at): void {
    const direction = clearDirection(this.skin.positions, dot.at, dot.facing, this.eye.distanceFor(radius));
    this.eye.lookAt(middle, direction, radius);
  }

  chosenDot(): Dot | undefined {
    return chosen.peek() ? this.dots.find(chosen.peek()!, side.peek()) : undefined;
  }

  /** Fly to the chosen point, once its place is known; back home when nothing is chosen. */
  private focused = "";
  private focus(isNewBody: boolean): void {
    const dot = this.chosenDot();
    const key = dot ? `${dot.code} ${dot.side}` : "";
    if (key === this.focused && !isNewBody) return;
    if (dot && (key !== this.focused || !isNewBody)) this.lookAt(dot, CHOSEN_M);
    if (!dot && this.focused) this.eye.home();
    this.focused = key;
    const lit = dot ? null : wanted.litMeridian.peek();
    if (lit && lit !== this.turnedTo) wanted.lookFrom(sideShowing(this.dots.all.filter((d) => this.names.isNamed(d.code) && d.side !== OTHER[side.peek()])));
    this.turnedTo = this.dots.all.length ? lit : null;
  }
  private turnedTo: string | null = null;

  private standing(dot: Dot): Standing {
    const isChosen = dot.code === chosen.peek() && (dot.side === "M" || dot.side === side.peek());
    if (player.construction.peek()) return isChosen && player.isLast.peek() ? 4 : 0; // the film ends with the point
    if (isChosen) return 4;
    if (`${dot.code} ${dot.side}` === wanted.hovered.peek()) return 3;
    if (wanted.marked.peek()) return wanted.marked.peek()!.includes(dot.code) ? 2 : 0;
    const lit = wanted.litMeridian.peek();
    if (lit === null) return 1;
    return this.names.isNamed(dot.code) ? 2 : 0;
  }

  private paint(): void {
    this.names.refresh();
    this.dots.paint((dot) => this.names.toneOf(dot.code), (dot) => this.standing(dot));
    this.ground.paint(isDark());
    this.redraw();
  }

  private fadeParts(now: number): boolean {
    const goal = body.isSettled.peek() ? 1 : 0;
    const most = stillness.peek() ? 1 : Math.min(1, (now - this.last) / FADE_MS);
    this.shownPart += Math.max(-most, Math.min(most, goal - this.shownPart));
    const skin = wanted.skinOpacity.peek();
    const isFilm = player.construction.peek() !== null;
    const lit = wanted.marked.peek() ? "" : wanted.litMeridian.peek();
    this.courses.paint(lit, this.shownPart * (wanted.showLines.peek() ? 1 : 0) * (isFilm ? 0.25 : 1), skin);
    this.dots.fade(this.shownPart, skin);
    this.film.group.visible = this.shownPart > 0.9;
    this.film.at(player.clock.peek(), this.pixels.now);
    this.spot();
    return this.shownPart !== goal;
  }

  private spot(): void {
    const dot = this.chosenDot();
    const sigma = dot?.sigma_mm ?? 0;
    const landed = player.construction.peek() ? this.film.landed : 1;
    const isShown = dot && sigma > 0 && this.shownPart > 0.5;
    this.skin.setSpot({
      centre: dot?.at ?? this.eye.controls.target, normal: dot?.facing ?? this.eye.controls.target,
      radius: (sigma / 1000) * (2 - landed), opacity: isShown ? landed * this.shownPart : 0,
    });
  }

  private frame(now: number): void {
    if (now - this.last > 400) this.last = now - 16;
    const isFlowing = this.skin.step(now);
    if (this.skin.box) this.eye.measure(this.skin.box), this.ground.place(this.skin.box);
    const isMoving = [this.eye.step(now), isFlowing, this.fadeParts(now)].some(Boolean) || player.isPlaying.peek();
    this.isAsked = false;
    wanted.facing.value = this.eye.facing;
    this.pixels.moving(isMoving, now - this.last);
    this.draw();
    this.names.place(this.shownPart);
    this.last = now;
    clearTimeout(this.rest);
    if (isMoving) this.redraw();
    else this.rest = setTimeout(() => this.settle(), REST_MS);
  }

  private draw(): void {
    this.dots.fit(this.pixels.now, Math.min(1.35, Math.max(0.62, 1.25 / Math.sqrt(this.eye.away))));
    this.renderer.render(this.scene, this.eye.camera);
    if (this.skin.box && !this.isSeen) performance.mark("tongren:body");
    this.isSeen ||= this.skin.box !== null;
  }

  /** The eye rests: draw once more as fine as the screen allows, and see what is hidden. */
  private settle(): void {
    if (this.pixels.sharpen()) this.draw();
    if (this.dots.isShown) this.sight.update(this.renderer, this.eye.camera);
    this.names.place(this.shownPart);
    this.canvas.dataset["settled"] = (this.skin.isThere.peek() && body.onSkin.peek()?.key) || "skin";
    this.canvas.dataset["rests"] = "yes";
  }

  private resize(): void {
    const { clientWidth, clientHeight } = this.canvas.parentElement!;
    if (!clientWidth || !clientHeight) return;
    this.pixels.resize(clientWidth, clientHeight);
    this.eye.resize(clientWidth, clientHeight);
    this.redraw();
  }

  dispose(): void {
    for (const stop of this.stops) stop();
    clearTimeout(this.rest);
    wanted.steer.value = null;
    for (const part of [this.hands, this.names, this.film, this.courses, this.dots, this.sight, this.skin, this.ground, this.eye]) part.dispose();
    this.renderer.dispose();
  }
}
