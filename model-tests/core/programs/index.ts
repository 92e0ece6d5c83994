// Random programs on the stepper, with every way of waiting and of ending.
export { playMany } from './play.ts'
