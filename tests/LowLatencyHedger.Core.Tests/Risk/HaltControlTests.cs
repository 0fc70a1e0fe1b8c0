using LowLatencyHedger.Core.Events;

namespace LowLatencyHedger.Core.Tests.Risk;

public sealed class HaltControlTests
{
    [Theory]
    [InlineData(ControlVerb.Halt, ReasonCode.None)]
    [InlineData(ControlVerb.CancelAll, ReasonCode.None)]
    [InlineData(ControlVerb.None, ReasonCode.InputRefused)]
    [InlineData((ControlVerb)200, ReasonCode.InputRefused)]
    public void OnControl_WithCommandId_IsAnsweredOnce(ControlVerb verb, ReasonCode expected)
    {
        var core = new CoreHarness().Start();

        core.Control(verb, commandId: 77);

        var answer = Assert.Single(core.Last, output => output.Kind == OutputKind.ControlHandled);
        Assert.Equal(expected, answer.Reason);
        Assert.Equal(77, answer.Detail);
    }

    [Fact]
    public void OnControl_WithoutCommandId_IsNotAnswered()
    {
        var core = new CoreHarness().Start();

        core.Control(ControlVerb.CancelAll);

        Assert.DoesNotContain(core.Last, output => output.Kind == OutputKind.ControlHandled);
    }

    [Fact]
    public void OnControl_ResumeWhileTheLossIsAboveItsLimit_IsRefusedUntilItIsNot()
    {
        var config = CoreHarness.DefaultConfig();
        var core = new CoreHarness(config with { Risk = config.Risk with { MaxLossUsd = 100 } }).Start(60_000, 0);
        core.Fill(CoreHarness.Perpetual, Primitives.Side.Buy, 60_000, 20_000, "x").Market(59_000).Clock(1).Market(59_000).Clock(1);
        Assert.Equal(ReasonCode.LossAboveLimit, core.Snapshot.Latch);

        core.Control(ControlVerb.Resume, commandId: 1);
        Assert.Equal(ReasonCode.LossAboveLimit, Assert.Single(core.Last, output => output.Kind == OutputKind.ControlHandled).Reason);
        Assert.Equal(ReasonCode.LossAboveLimit, core.Snapshot.Latch);

        core.Market(60_100).Clock(1).Market(60_100).Clock(1).Control(ControlVerb.Resume, commandId: 2);
        Assert.Equal(ReasonCode.None, Assert.Single(core.Last, output => output.Kind == OutputKind.ControlHandled).Reason);
        Assert.Equal(ReasonCode.None, core.Snapshot.Latch);
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("Marktpause für die Wartung", true)]
    [InlineData("\0", false)]
    public void ControlText_TryCreate_KeepsTheText(string text, bool expected)
    {
        Assert.Equal(expected, ControlText.TryCreate(text, out var created));
        Assert.Equal(expected ? text : "", created.ToString());
    }

    [Fact]
    public void ControlText_LongestAndOneMore_FitsAndDoesNot()
    {
        Assert.True(ControlText.TryCreate(new string('x', ControlText.Capacity), out var longest));
        Assert.Equal(ControlText.Capacity, longest.ToString().Length);
        Assert.False(ControlText.TryCreate(new string('x', ControlText.Capacity + 1), out _));
    }
}
