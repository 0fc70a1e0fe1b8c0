using System.Runtime.CompilerServices;

namespace LowLatencyHedger.Telemetry.Tests;

public sealed class TelemetryLayoutTests
{
    /// <summary>What README.md tells writers of other readers.</summary>
    [Fact]
    public void Offsets_OfADocumentedFile_AreWhatTheReadmeSays()
    {
        var layout = new TelemetryLayout { Counters = [new("a", ""), new("b", "")], Histograms = [new("h", "ns")], Tables = [new("t", 65, 3, 1, false)] }
            .WithSnapshot<long>(1);

        Assert.Equal(128, Unsafe.SizeOf<TelemetryHeader>());
        Assert.Equal(270_400, LatencyHistogram.Bytes);
        Assert.Equal(33_792, LatencyHistogram.CountsLength);
        Assert.Equal("HEDGTELE"u8, BitConverter.GetBytes(TelemetryHeader.ExpectedMagic));
        Assert.Equal(128 + (3 * 256), layout.TableItemsOffset);
        Assert.Equal(layout.TableItemsOffset + 64, layout.CountersOffset);
        Assert.Equal(layout.CountersOffset + (2 * 64), layout.HistogramsOffset);
        Assert.Equal(layout.HistogramsOffset + 270_400, layout.SnapshotOffset);
        Assert.Equal(layout.SnapshotOffset + 64 + 64, layout.TablesOffset);
        Assert.Equal(layout.TablesOffset + 64 + (3 * (64 + 128)), layout.FileBytes);
        Assert.Equal((1, 0), (layout.CounterIndex("b"), layout.HistogramIndex("h")));
        Assert.Throws<ArgumentException>(() => layout.CounterIndex("h"));
    }

    [Fact]
    public void StageItems_NameEveryStage()
    {
        Assert.Equal(StageHistograms.Count, StageHistograms.Items.Count);
        Assert.Equal(StageHistograms.Count, Enum.GetValues<LatencyStage>().Length);
        Assert.Equal(StageHistograms.Count, StageHistograms.Items.Select(item => item.Name + item.Label).Distinct().Count());
    }
}
