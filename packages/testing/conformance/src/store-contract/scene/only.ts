export function only<T>(answers: readonly T[]): T {
  const [answer, ...more] = answers;
  if (answer === undefined || more.length > 0) throw new Error(`${answers.length} results for a batch of one`);
  return answer;
}
