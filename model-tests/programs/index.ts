// Random programs on the stepper: every way of waiting, and every end.
export { type Played, playMany } from './play.ts'
