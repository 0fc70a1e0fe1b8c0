using LowLatencyHedger.App.Engine;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.App.Tests.Running;

public sealed class ScratchCoreTests
{
    private const int Options = 8;
    private const int StepsPerOrderMax = 7;

    [Fact]
    public void StepOrder_ManyTimes_EveryTurnDecidesOnAnOrder()
    {
        const int Orders = 20_000;
        using var rings = new ScratchRings();
        var core = new ScratchCore(Options, ScratchOrders.NotSent, rings);

        var steps = 0;
        for (; core.Orders < Orders && steps < Orders * StepsPerOrderMax; steps++)
        {
            core.StepOrder();
            TakeOrders(rings);
        }

        // Three steps an order, and four more of every fifth.
        Assert.Equal(Orders, core.Orders);
        Assert.InRange(steps, Orders * 38 / 10 - 10, (Orders * 38 / 10) + 10);
    }

    [Fact]
    public void StepOrder_OnRings_EveryOrderComesOutBehindTheirJournal()
    {
        const int Orders = 5_000;
        using var rings = new ScratchRings();
        var core = new ScratchCore(Options, ScratchOrders.NotSent, rings);
        var orders = 0;

        while (core.Orders < Orders)
        {
            core.StepOrder();
            Assert.InRange(rings.Journaled, core.Orders, long.MaxValue);
            orders += TakeOrders(rings);
        }

        Assert.InRange(orders, core.Orders, core.Orders + 1);
    }

    [Fact]
    public void StepOrder_ManyTimes_SidesTakeTurnsAndTheDeltaIsNeverFarBeyondItsBand()
    {
        const int Orders = 20_000;
        using var rings = new ScratchRings();
        var core = new ScratchCore(Options, ScratchOrders.NotSent, rings);
        var last = Side.None;

        while (core.Orders < Orders)
        {
            core.StepOrder();
            while (rings.Orders.TryPeek(out var sequence))
            {
                ref readonly var order = ref rings.Orders[sequence];
                if (order.Kind == OutputKind.PlaceOrder)
                {
                    Assert.NotEqual(last, order.Side);
                    Assert.InRange(Math.Abs(order.DeltaBefore) / (order.BandUpper - order.BandLower), 0.5, 1.5);
                    last = order.Side;
                }

                rings.Orders.Advance();
            }
        }
    }

    [Fact]
    public void StepOrder_ManyTimes_EveryFifthOrderIsFilledInPartAndNothingIsLeft()
    {
        const int Orders = 50_000;
        using var rings = new ScratchRings();
        var core = new ScratchCore(Options, ScratchOrders.NotSent, rings);
        double last = 0;
        double largest = 0;
        var fills = 0;

        while (core.Orders < Orders)
        {
            core.StepOrder();
            TakeOrders(rings);
            core.View.TryReadPosition(0, out var hedge);
            fills += hedge.Position == last ? 0 : 1;
            last = hedge.Position;
            largest = Math.Max(largest, Math.Abs(last));
        }

        Assert.Equal(Orders / 5, fills);
        Assert.Equal(1_000, largest);
    }

    [Fact]
    public void StepOrder_NobodyTakesTheOrders_StandsStillUntilSomebodyDoes()
    {
        const int Steps = 10_000;
        using var rings = new ScratchRings();
        var core = new ScratchCore(Options, ScratchOrders.NotSent, rings);

        Step();
        var untaken = core.Orders;
        Step();
        Assert.Equal(untaken, core.Orders);
        Assert.Equal(untaken, TakeOrders(rings));

        Step();
        Assert.InRange(core.Orders, untaken + 1, 3 * untaken);

        void Step()
        {
            for (var i = 0; i < Steps; i++)
            {
                core.StepOrder();
            }
        }
    }

    [Fact]
    public void StepOrder_Warm_AllocatesNothing()
    {
        using var rings = new ScratchRings();
        var core = new ScratchCore(Options, ScratchOrders.NotSent, rings);
        Run();

        var before = GC.GetAllocatedBytesForCurrentThread();
        Run();

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Run()
        {
            for (var i = 0; i < 1_000; i++)
            {
                core.StepOrder();
                TakeOrders(rings);
            }
        }
    }

    [Fact]
    public void PassSeconds_AnHour_FiguresOfEachTenSecondsAreTaken()
    {
        var core = new ScratchCore(Options);

        core.PassSeconds(3_600);

        core.View.ReadFigures(0, out var figures);
        Assert.InRange(figures.EffectivenessSamples, 350, 360);
        Assert.True(double.IsFinite(figures.ValueAtRiskUsd + figures.ScenarioLossUsd), "every option should be valued");
    }

    /// <summary>An expiry has more options than one step values, 64: its second step goes on where the first one ended.</summary>
    [Fact]
    public void PassSeconds_LargeBookAndNarrowBand_ExpiriesAreAnchoredAgain()
    {
        const int OptionsPerExpiry = 80;
        var core = new ScratchCore(OptionsPerExpiry * ScratchCore.Expiries, ScratchOrders.Refused);
        var before = core.Snapshot().Reanchors;

        core.PassSeconds(3_600);

        Assert.InRange(core.Snapshot().Reanchors - before, 1, 1_000);
    }

    private static int TakeOrders(ScratchRings rings)
    {
        var orders = 0;
        while (rings.Orders.TryPeek(out var sequence))
        {
            orders += rings.Orders[sequence].Kind == OutputKind.PlaceOrder ? 1 : 0;
            rings.Orders.Advance();
        }

        return orders;
    }
}
