using LowLatencyHedger.Backtest.Reports;

namespace LowLatencyHedger.Backtest.Tests.Recorded;

public sealed class StackedAreaTests
{
    [Fact]
    public void Of_SeriesOfBothSigns_LieOnTopOfEachOther()
    {
        SvgSeries[] series =
        [
            new("first", SvgMark.Stack, [(0, 1), (1, -1)]),
            new("line", SvgMark.Line, [(0, 9), (1, 9)]),
            new("second", SvgMark.Stack, [(0, 2), (1, 3)]),
            new("third", SvgMark.Stack, [(0, -4), (1, -5)]),
        ];

        var areas = StackedArea.Of(series);

        Assert.Equal([0, 2, 3], areas.Select(area => area.Number));
        Assert.Equal([(0, 1), (1, -1)], areas[0].Upper);
        Assert.Equal([(0, 0), (1, 0)], areas[0].Lower);
        Assert.Equal([(0, 3), (1, 3)], areas[1].Upper);
        Assert.Equal([(0, 1), (1, 0)], areas[1].Lower);
        Assert.Equal([(0, -4), (1, -6)], areas[2].Upper);
        Assert.Equal([(0, 0), (1, -1)], areas[2].Lower);
    }
}
