// Random programs on the stepper: every way of waiting, and every end.
export { playMany } from './play.ts'
