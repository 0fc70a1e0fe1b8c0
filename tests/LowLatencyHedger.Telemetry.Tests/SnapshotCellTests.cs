using System.Runtime.CompilerServices;

namespace LowLatencyHedger.Telemetry.Tests;

public sealed class SnapshotCellTests
{
    private const int Writes = 100_000;

    /// <summary>The struct is so large that most reads meet a write.</summary>
    [Fact]
    public void TryRead_WhileItIsWritten_IsNeverTornNorOlderThanBefore()
    {
        var words = (Unsafe.SizeOf<Large>() + TelemetryLayout.SnapshotHeaderBytes) / sizeof(long);
        var cell = new SnapshotCell(NativeMemoryOwner.Pinned(words), Unsafe.SizeOf<Large>());
        var writing = new Thread(() => Write(cell));
        writing.Start();
        var seen = 0L;
        while (seen < Writes)
        {
            if (cell.TryRead<Large>(out var read))
            {
                Assert.True(read.IsWhole(), $"torn at {read[0]}");
                Assert.True(read[0] >= seen);
                seen = read[0];
            }
        }

        writing.Join();
    }

    [Fact]
    public void TryRead_BeforeTheFirstWrite_IsRefused()
    {
        var cell = new SnapshotCell(NativeMemoryOwner.Pinned(64), sizeof(long));
        Assert.False(cell.TryRead<long>(out _));
        cell.Write(5L);

        Assert.True(cell.TryRead<long>(out var read));
        Assert.Equal(5, read);
    }

    [Fact]
    public void Write_StructOfAnotherSize_Throws()
    {
        var cell = new SnapshotCell(NativeMemoryOwner.Pinned(64), sizeof(long));

        Assert.Throws<Primitives.InvariantException>(() => cell.Write(1));
    }

    private static void Write(SnapshotCell cell)
    {
        var value = default(Large);
        for (var i = 1; i <= Writes; i++)
        {
            ((Span<long>)value).Fill(i);
            cell.Write(in value);
            Thread.SpinWait(10);
        }
    }

    [InlineArray(Words)]
    private struct Large
    {
        private const int Words = 1024;

        private long _first;

        public readonly bool IsWhole() => !((ReadOnlySpan<long>)this).ContainsAnyExcept(this[0]);
    }
}
