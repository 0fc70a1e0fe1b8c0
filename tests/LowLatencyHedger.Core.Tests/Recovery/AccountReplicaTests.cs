using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Core.Recovery;
using LowLatencyHedger.Primitives;
using LowLatencyHedger.Testing;
using static LowLatencyHedger.Core.Tests.CoreHarness;

namespace LowLatencyHedger.Core.Tests.Recovery;

/// <summary>What the journal tells of the account against what the live core knows of it.</summary>
public sealed class AccountReplicaTests
{
    [Theory]
    [InlineData(401)]
    [InlineData(402)]
    [InlineData(403)]
    public void Replica_OfARunWithMishaps_EqualsTheLiveCoreAtEveryMoment(int fixedSeed)
    {
        var core = new CoreHarness();
        var venue = new ToyVenue(core, new Random(Seeds.For(nameof(Replica_OfARunWithMishaps_EqualsTheLiveCoreAtEveryMoment), fixedSeed)), ToyFaults.Some);
        var replica = new AccountReplica(core.Config);
        var (inputs, outputs) = (0, 0);
        var orders = 0;
        venue.Start();
        for (var i = 0; i < 1_500; i++)
        {
            venue.Step();
            (inputs, outputs) = Follow(replica, core, inputs, outputs);
            var live = AccountState.Of(core.Core);
            AssertSame(live, replica.Capture());
            orders += live.Orders.Count;
        }

        Assert.True(replica.IsComplete && orders > 20, $"{orders} looks with an order out");
    }

    [Fact]
    public void Replica_OfARunThatNeverKnewItsAccount_IsNotComplete()
    {
        var core = new CoreHarness();
        core.Clock().Define(0).Session(SessionRole.Trading, SessionState.Recovering);
        var replica = new AccountReplica(core.Config);
        Follow(replica, core, 0, 0);
        Assert.False(replica.IsComplete);
        core.Positions((Perpetual, 20_000));
        Follow(replica, core, core.Inputs.Count - 1, 0);
        Assert.True(replica.IsComplete);
    }

    [Fact]
    public void Replica_HaltedAndResumedWhileTheConnectionIsDown_IsNoLongerHalted()
    {
        var core = new CoreHarness().Start(60_000, 0, (Perpetual, 20_000));
        core.Control(ControlVerb.Halt).Session(SessionRole.Trading, SessionState.Down);
        var halted = new AccountReplica(core.Config);
        Follow(halted, core, 0, 0);
        Assert.Equal(ReasonCode.OperatorHalt, halted.Halt);

        core.Control(ControlVerb.Resume, reasonCode: 0, commandId: 1);
        var refused = new AccountReplica(core.Config);
        Follow(refused, core, 0, 0);
        Assert.Equal(ReasonCode.OperatorHalt, refused.Halt);

        core.Control(ControlVerb.Resume, commandId: 2);
        var resumed = new AccountReplica(core.Config);
        Follow(resumed, core, 0, 0);
        Assert.Equal(ReasonCode.None, resumed.Halt);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Replica_OfARunWithAnotherOrderUnderItsLabel_KeepsTheRunsOwn(bool isIdKnown)
    {
        var core = new CoreHarness().Start(60_000, 0, (Perpetual, 120_000));
        var order = core.Orders.Single();
        if (isIdKnown)
        {
            core.Update(order, OrderState.Open, 0);
        }

        var another = order with { Amount = order.Amount - Quantity.FromDouble(10) };
        core.Update(another, OrderState.Open, 0, "another");
        core.Update(another, OrderState.Filled, another.Amount.ToDouble(), "another");
        var replica = new AccountReplica(core.Config);
        Follow(replica, core, 0, 0);

        var left = Assert.Single(replica.Capture().Orders);
        AssertSame(AccountState.Of(core.Core), replica.Capture());
        Assert.Equal((order.Ref, order.Amount, Quantity.Zero, false), (left.Ref, left.Amount, left.VenueFilled, left.IsEnded));
        Assert.Equal(isIdKnown ? $"x{order.Ref.Number}" : "", left.ExchangeOrderId.ToString());
        Assert.Contains(core.All, static output => output.Kind == OutputKind.CancelOrder && output.ExchangeOrderId == InlineText32.From("another"));
    }

    /// <summary>As a journal has them: every output behind the input that led to it.</summary>
    private static (int Inputs, int Outputs) Follow(AccountReplica replica, CoreHarness core, int inputs, int outputs)
    {
        for (; inputs < core.Inputs.Count; inputs++)
        {
            replica.OnInput(core.Inputs[inputs], inputs);
            for (; outputs < core.All.Count && core.All[outputs].TriggerSequence <= inputs; outputs++)
            {
                replica.OnOutput(core.All[outputs]);
            }
        }

        return (inputs, outputs);
    }

    private static void AssertSame(AccountState live, AccountState replica)
    {
        Assert.Equal(live.Positions, replica.Positions);
        Assert.Equal(live.Fills, replica.Fills);
        Assert.Equal(live.Orders, replica.Orders);
        var none = (IReadOnlyList<AccountState.PositionOf>)[];
        Assert.Equal(
            live with { Positions = none, Fills = [], Orders = [] },
            replica with { Positions = none, Fills = [], Orders = [] },
            (left, right) => (left!.Epoch, left.IsAdopted, left.TradesReadUtcNanos, left.AdoptedAtUtcNanos, left.Losses)
                == (right!.Epoch, right.IsAdopted, right.TradesReadUtcNanos, right.AdoptedAtUtcNanos, right.Losses));
    }
}
