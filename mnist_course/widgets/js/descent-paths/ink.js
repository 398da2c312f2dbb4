/**
 * The first 48 zeros and the first 48 ones of the book's sample, in its order: the ink of each
 * image (the sum of its pixels of 0 to 255), and which digit it is. A test compares them with the
 * sample; written out, they spare the page the images themselves.
 */

const PAGE = 25500; // so that 100 pixels of full ink count as 1

const PIXEL_SUMS = [
  31095, 17135, 17646, 10874, 11622, 35433, 16577, 21968, 36507, 37266, 13695, 45543, 41892,
  16838, 46245, 15214, 24712, 42273, 22088, 10754, 34035, 16963, 19731, 36952, 33874, 37723,
  12843, 11323, 11625, 19299, 28898, 11681, 20613, 40507, 25073, 43041, 46004, 9353, 19959,
  23792, 14559, 27275, 37488, 11760, 21076, 13626, 31536, 17529, 18502, 18220, 36388, 18172,
  38720, 17002, 18424, 27399, 25940, 37485, 16635, 16977, 27367, 23692, 19460, 34537, 19719,
  16124, 15245, 8249, 9855, 43433, 14260, 45776, 30773, 42830, 13874, 10843, 17674, 33151,
  27738, 17387, 19528, 19595, 21204, 12837, 33396, 11554, 45539, 49423, 43796, 36608, 43923,
  37002, 31634, 41584, 44312, 42637,
];
const DIGITS =
  "011110110010010100110110001111011000011110011101110100101010" +
  "001010111010001110011111010000000000";

/** Ink of each image, in units of 100 full pixels. */
export const INK = PIXEL_SUMS.map((sum) => sum / PAGE);

/** What is to be told from the ink: +1 for a zero, −1 for a one. */
export const TARGETS = [...DIGITS].map((digit) => (digit === "0" ? 1 : -1));
