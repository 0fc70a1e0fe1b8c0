namespace LowLatencyHedger.Primitives.Tests;

public sealed class NearMemoryTests
{
    [Theory]
    [InlineData(0, 4)]
    [InlineData(1, 4)]
    [InlineData(4, 4)]
    [InlineData(9, 4)]
    [InlineData(1_000, 16)]
    public void TouchPart_EveryTurn_StaysInsideAndChangesNothing(int length, int part)
    {
        var values = Enumerable.Range(0, length).Select(i => (long)i).ToArray();

        for (var turn = 0L; turn < 3 * length + 3; turn++)
        {
            NearMemory.TouchPart<long>(values, part, turn);
        }

        NearMemory.TouchPart<long>(values, part, long.MaxValue);
        Assert.Equal(Enumerable.Range(0, length).Select(i => (long)i), values);
    }
}
