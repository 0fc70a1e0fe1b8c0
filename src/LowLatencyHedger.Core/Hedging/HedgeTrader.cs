using LowLatencyHedger.Core.Configuration;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Core.Hedging.Execution;
using LowLatencyHedger.Core.Hedging.Instruments;
using LowLatencyHedger.Core.Hedging.Policies;
using LowLatencyHedger.Core.Market;
using LowLatencyHedger.Core.Orders;
using LowLatencyHedger.Core.Portfolio;
using LowLatencyHedger.Core.Risk;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core.Hedging;

/// <summary>
/// Looks at one underlying after every event that touched it: state, policy, size, gate, order. The only place that adds an order
/// to the outputs. Thread: the core's only.
/// </summary>
[HotPath]
internal sealed class HedgeTrader
{
    private readonly CoreContext _context;
    private readonly SettingValues _settings;
    private readonly InstrumentTable _instruments;
    private readonly AccountKeeper _account;
    private readonly OrderTracker _tracker;
    private readonly RiskGate _gate;
    private readonly RiskInputs _inputs;
    private readonly HaltControl _control;
    private readonly HedgePolicy[] _policies;
    private readonly HedgeExecution _execution;
    private readonly HedgeView[] _views;
    private readonly DeltaChoice[] _choices;
    private readonly LiveProgram[] _programs;
    private readonly GapGuard[] _gaps;
    private readonly FeedbackGuard[] _feedback;
    private readonly JumpMoments[] _jumps;
    private readonly InternalNetting _netting;
    private long _settingsVersion = -1;

    public HedgeTrader(
        CoreContext context, SettingValues settings, InstrumentTable instruments, AccountKeeper account, OrderTracker tracker, RiskGate gate,
        RiskInputs inputs, HaltControl control, HedgedUnderlyings underlyings, OrderTypes allowedTypes)
    {
        _context = context;
        _settings = settings;
        _instruments = instruments;
        _account = account;
        _tracker = tracker;
        _gate = gate;
        _inputs = inputs;
        _control = control;
        _policies = new HedgePolicy[settings.UnderlyingCount];
        _execution = new HedgeExecution(context, settings, tracker, gate, allowedTypes);
        _views = new HedgeView[settings.UnderlyingCount];
        _choices = new DeltaChoice[settings.UnderlyingCount];
        _programs = new LiveProgram[settings.UnderlyingCount];
        _gaps = new GapGuard[settings.UnderlyingCount];
        _feedback = new FeedbackGuard[settings.UnderlyingCount];
        _jumps = new JumpMoments[settings.UnderlyingCount];
        var mayRest = (allowedTypes & OrderTypes.PostOnly) != 0;
        var coins = new string[settings.UnderlyingCount];
        for (var i = 0; i < _choices.Length; i++)
        {
            coins[i] = underlyings.All[i].Config.NettingCoin;
            _choices[i] = new DeltaChoice(context, settings, instruments, account.Ledger, underlyings.All[i], mayRest);
            _programs[i] = new LiveProgram(context, settings, instruments, account.Ledger, underlyings.All[i]);
        }

        _netting = new InternalNetting(coins);
    }

    /// <param name="underlying">Whose turn it is.</param>
    /// <param name="isUpdate">The event told something about it; false when only time or the engine's state changed.</param>
    public void Consider(HedgedUnderlying underlying, bool isUpdate)
    {
        if (!underlying.Primary.Id.HasValue)
        {
            return;
        }

        underlying.DecidedSequence = _context.Sequence;
        underlying.Refresh(_context, _instruments, _account.Ledger, _tracker.Orders);
        var wholeDelta = underlying.Sums.UnvaluedCount == 0 ? underlying.Delta : double.NaN;
        underlying.Risk.Observe(wholeDelta, MaxDeltaStep(underlying.Index), isUpdate, _context.NowNanos);
        underlying.Statistics.OnTime(_context.NowNanos);
        var choice = _choices[underlying.Index];
        choice.Look();
        Decide(underlying, choice);
        choice.Choose(underlying.Risk.HaltReason == ReasonCode.Flattening);
        HaltWhenUnfit(underlying);
        NoteWhenFlat(underlying);
        _inputs.Conditions(underlying, underlying.Active, _control, out var conditions);
        _gate.Assess(conditions, underlying.Index, _context.NowNanos, out var assessment);
        Observe(underlying, conditions);
        if (assessment.State != underlying.State || assessment.Reason != underlying.StateReason)
        {
            Announce(underlying, assessment);
        }

        var isGap = _gaps[underlying.Index].IsOpen(_context.NowNanos);
        _execution.Tend(underlying, assessment, isGap);
        if (underlying.Risk.HaltReason == ReasonCode.Flattening)
        {
            Flatten(underlying, conditions, assessment);
        }
        else if (underlying.Target.Trade == 0)
        {
            underlying.LastRefusal = ReasonCode.None;
            if (choice.IsRolling && assessment.State > TradingState.Pause)
            {
                Roll(underlying, conditions, assessment);
            }
            else if (assessment.State == TradingState.Active && !isGap && !IsWaiting(underlying))
            {
                FollowProgram(underlying);
            }
        }
        else if (assessment.State <= TradingState.Pause)
        {
            // Before it first opens, a halt is how a run begins.
            if (assessment.State == TradingState.Pause || underlying.Risk.WasOpen)
            {
                Refuse(underlying, assessment.Reason, new GateVerdict { ConditionsHeld = assessment.Conditions.Held });
            }
        }
        else if (!IsWaiting(underlying) && !(assessment.State == TradingState.Active && _feedback[underlying.Index].IsMoved(_context.NowNanos)))
        {
            Attempt(underlying, conditions, assessment, isGap);
        }
    }

    /// <summary>What the decision on this event does not need: shadow policies and fresh valuations. Adds no output.</summary>
    public void Follow(HedgedUnderlying underlying)
    {
        if (underlying.DecidedSequence != _context.Sequence)
        {
            return;
        }

        if (_account.WasEverReconciled && underlying.Greeks.UnvaluedCount == 0)
        {
            ref readonly var hedge = ref _instruments[_choices[underlying.Index].Preferred.Id];
            var limits = new ShadowLimits(
                underlying.State > TradingState.Pause,
                _settings[SettingKey.MaxOrderAmount, underlying.Index],
                (long)(_settings[SettingKey.MinIntervalMillis, underlying.Index] * Nanos.PerMilli));
            var live = _policies[underlying.Index].Parameters;
            underlying.Shadows.Observe(_views[underlying.Index], underlying.Target, live, hedge, HedgedAmount(underlying), limits);
        }

        if (_account.IsReconciled && underlying.State == TradingState.Active)
        {
            ref readonly var view = ref _views[underlying.Index];
            _programs[underlying.Index].Step(
                _choices[underlying.Index].Preferred, view, PolicyMoves.Centre(_policies[underlying.Index].Parameters, view, 0));
        }

        underlying.Revalue(_context);
    }

    private double MaxDeltaStep(int underlying) => _settings[SettingKey.MaxDeltaStepBands] * _settings.BandCoins(underlying);

    private void HaltWhenUnfit(HedgedUnderlying underlying)
    {
        if (underlying.Risk.MarginRatio > _settings[SettingKey.HaltMarginRatio])
        {
            _control.Halt(underlying, ReasonCode.HaltMarginRatioExceeded, (long)(1000 * underlying.Risk.MarginRatio));
        }

        var lotProblem = _inputs.LotProblem(_settings, underlying);
        if (lotProblem != ReasonCode.None)
        {
            _control.Halt(underlying, lotProblem, _instruments[underlying.Primary.Id].AmountStep.Raw);
        }
    }

    private void Decide(HedgedUnderlying underlying, DeltaChoice choice)
    {
        if (_settingsVersion != _settings.Version)
        {
            TakeSettings();
        }

        var market = choice.Preferred;
        ref readonly var hedge = ref _instruments[market.Id];
        ref var view = ref _views[underlying.Index];
        HedgeViews.Of(underlying, market, hedge, _context.NowNanos, out view);
        var mid = underlying.References(_context.NowNanos).Mid;
        if (_gaps[underlying.Index].Observe(mid, view.Volatility, _context.NowNanos))
        {
            _context.Alert(ReasonCode.PriceJumped, AlertSeverity.Warning, underlying.Hedge, underlying.Id);
        }

        view.IsGap = _gaps[underlying.Index].IsOpen(_context.NowNanos);
        view.Caution = _feedback[underlying.Index].Caution(_context.NowNanos);
        ref var policy = ref _policies[underlying.Index];
        ref var jumps = ref _jumps[underlying.Index];
        jumps.Observe(mid, _context.NowNanos);
        view.JumpDelta = 0.5 * _settings[SettingKey.JumpCorrection, underlying.Index] * view.Gamma * view.Price * jumps.Ratio;
        var slack = view.Delta + view.PendingCoins - PolicyMoves.Centre(policy.Parameters, view, 0);
        var mayNet = underlying.State > TradingState.Reduce && underlying.WorstCaseDelta <= _settings[SettingKey.MaxNetDeltaCoins, underlying.Index];
        view.NettedCoins = _netting.Observe(underlying.Index, slack, mayNet, _context.NowNanos);
        slack -= view.NettedCoins;
        var moment = new CostMoment(slack, underlying.IndexPrice, _context.VenueUtcNanos);
        choice.Costs.Show(hedge, market.Book, moment, ref view);
        underlying.CostFraction = view.CostFraction;
        if (!_account.WasEverReconciled)
        {
            // What is hedged is not known yet: nothing to remember of it.
            var unstarted = policy;
            underlying.Target = unstarted.Decide(view);
            return;
        }

        underlying.Target = policy.Decide(view);
        if (underlying.Target.Trade != 0 && choice.Costs.ShowClip(hedge, market.Book, underlying.Target.Trade, ref view))
        {
            underlying.Target = policy.Decide(view);
        }
    }

    /// <summary>In all of its futures; they are of one kind, so their amounts add up.</summary>
    private double HedgedAmount(HedgedUnderlying underlying)
    {
        var amount = 0.0;
        foreach (var market in underlying.Markets)
        {
            amount += market.Id.HasValue ? _account.Ledger[market.Id].ToDouble() : 0;
        }

        return amount;
    }

    private void TakeSettings()
    {
        _settingsVersion = _settings.Version;
        for (var i = 0; i < _policies.Length; i++)
        {
            HedgeViews.Parameters(_settings, i, out var parameters);
            _policies[i].Change(parameters);
        }
    }

    private void Observe(HedgedUnderlying underlying, in RiskConditions conditions)
    {
        if (!_account.WasEverReconciled)
        {
            return;
        }

        var inputAgeNanos = conditions.IsReconciled ? Math.Max(conditions.BookAgeNanos, conditions.IndexAgeNanos) : 0;
        underlying.Statistics.Observe(
            underlying.Delta,
            underlying.Target,
            underlying.Desk.UnresolvedCount,
            inputAgeNanos == long.MaxValue ? 0 : inputAgeNanos,
            _context.NowNanos);
    }

    /// <summary>An order of before has not ended or has just failed: nothing to report, only to wait for.</summary>
    private bool IsWaiting(HedgedUnderlying underlying)
    {
        var intervalNanos = (long)(_settings[SettingKey.MinIntervalMillis, underlying.Index] * Nanos.PerMilli);
        return underlying.Desk.UnresolvedCount > 0
            || _context.NowNanos < underlying.Desk.BackoffUntilNanos
            || _context.NowNanos - underlying.Desk.LastSentNanos < intervalNanos;
    }

    private void Attempt(HedgedUnderlying underlying, in RiskConditions conditions, in Assessment assessment, bool isGap)
    {
        ref readonly var hedge = ref _instruments[underlying.Hedge];
        var isActive = assessment.State == TradingState.Active;
        var target = isActive ? Cut(underlying) : Reducing(underlying);
        if (_execution.TrySize(underlying, hedge, target, isActive, isGap, out var reason, out var intent))
        {
            reason = target.Trade == 0 ? assessment.Reason : reason;
            Submit(underlying, underlying.Active, reason, ref intent, conditions, assessment);
        }
    }

    /// <summary>The position is gone when nothing can change it any more and less than a lot is left.</summary>
    private void NoteWhenFlat(HedgedUnderlying underlying)
    {
        if (underlying.Risk.HaltReason != ReasonCode.Flattening || underlying.Desk.UnresolvedCount > 0 || !_account.IsReconciled)
        {
            return;
        }

        foreach (var market in underlying.Markets)
        {
            if (market.Id.HasValue && Math.Abs(_account.Ledger[market.Id].Raw) >= _instruments[market.Id].AmountStep.Raw)
            {
                return;
            }
        }

        var left = _account.Ledger[underlying.Hedge].Raw;
        underlying.Risk.HaltReason = ReasonCode.Flattened;
        _context.Alert(ReasonCode.Flattened, AlertSeverity.Info, underlying.Hedge, underlying.Id, OrderRef.None, left);
    }

    /// <summary>The next clip of the position's way to zero.</summary>
    private void Flatten(HedgedUnderlying underlying, in RiskConditions conditions, in Assessment assessment)
    {
        if (IsWaiting(underlying))
        {
            return;
        }

        ref readonly var hedge = ref _instruments[underlying.Hedge];
        var position = _account.Ledger[underlying.Hedge].ToDouble();
        var reason = _execution.SizeReduction(underlying, hedge, position, ReasonCode.Flattening, out var intent);
        Submit(underlying, underlying.Active, reason, ref intent, conditions, assessment);
    }

    /// <summary>
    /// The next clip out of a future that expires, as large as the band has room for: the delta that it leaves open is hedged where it is cheapest.
    /// </summary>
    private void Roll(HedgedUnderlying underlying, in RiskConditions conditions, in Assessment assessment)
    {
        if (IsWaiting(underlying))
        {
            return;
        }

        ref readonly var hedge = ref _instruments[underlying.Hedge];
        var position = _account.Ledger[underlying.Hedge].ToDouble();
        var roomCoins = position > 0 ? underlying.Delta - underlying.Target.Lower : underlying.Target.Upper - underlying.Delta;
        var room = Math.Max(hedge.IsInverse ? roomCoins * underlying.Book.Mid : roomCoins, hedge.AmountStep.ToDouble());
        var clip = Math.CopySign(Math.Min(Math.Abs(position), room), position);
        var reason = _execution.SizeReduction(underlying, hedge, clip, ReasonCode.FutureExpires, out var intent);
        Submit(underlying, underlying.Active, reason, ref intent, conditions, assessment);
    }

    /// <summary>While the delta needs nothing, the next of the programme's orders. Its instrument has conditions of its own.</summary>
    private void FollowProgram(HedgedUnderlying underlying)
    {
        if (!_programs[underlying.Index].TryNext(out var market, out var intent))
        {
            return;
        }

        _inputs.Conditions(underlying, market, _control, out var conditions);
        _gate.Assess(conditions, underlying.Index, _context.NowNanos, out var assessment);
        var sent = underlying.Desk.LastSentNanos;
        Submit(underlying, market, ReasonCode.None, ref intent, conditions, assessment);
        if (underlying.Desk.LastSentNanos != sent)
        {
            _programs[underlying.Index].OnSent(market, intent);
        }
        else
        {
            _programs[underlying.Index].Drop();
        }
    }

    /// <summary>Through the gate and out, if there is no reason yet why not.</summary>
    private void Submit(
        HedgedUnderlying underlying, HedgeMarket market, ReasonCode reason, ref OrderIntent intent, in RiskConditions conditions,
        in Assessment assessment)
    {
        GateVerdict verdict = default;
        if (reason == ReasonCode.None)
        {
            intent.ValidUntilUtcNanos = _context.VenueUtcNanos + _settings.Nanos(SettingKey.OrderValidMillis);
            _inputs.Exposure(underlying, market, intent, conditions, out var exposure);
            reason = _gate.Check(intent, exposure, conditions, assessment, underlying.Index, _context.NowNanos, out verdict);
            _control.OnRefused(underlying, verdict.RefusedBy);
        }

        if (reason != ReasonCode.None)
        {
            Refuse(underlying, reason, verdict);
            return;
        }

        underlying.LastRefusal = ReasonCode.None;
        Place(underlying, market, intent, verdict);
    }

    private HedgeTarget Cut(HedgedUnderlying underlying)
    {
        var gain = _choices[underlying.Index].Costs.LoopGain;
        var lot = _views[underlying.Index].MinTradeCoins;
        return underlying.Target with { Trade = FeedbackGuard.Cut(underlying.Target.Trade, gain, lot) };
    }

    /// <summary>The part of what is wanted that brings the net delta nearer to zero, short of it by what the price may slip.</summary>
    private HedgeTarget Reducing(HedgedUnderlying underlying)
    {
        var target = underlying.Target;
        var toZero = (1 - (1e-4 * _settings[SettingKey.MaxSlippageBps, underlying.Index])) * underlying.Delta;
        var trade = target.Trade > 0
            ? Math.Min(target.Trade, Math.Max(-toZero, 0))
            : Math.Max(target.Trade, Math.Min(-toZero, 0));
        return target with { Trade = trade };
    }

    private void Place(HedgedUnderlying underlying, HedgeMarket market, in OrderIntent intent, in GateVerdict verdict)
    {
        ref var entry = ref _tracker.Send(underlying.Index, market.Id);
        entry.Side = intent.Side;
        entry.Price = intent.Price;
        entry.Amount = intent.Amount;
        entry.MidAtDecision = intent.Mid;
        entry.ValidUntilUtcNanos = intent.ValidUntilUtcNanos;
        entry.UnitDelta = market.IsOption ? intent.Coins / (intent.Side == Side.Buy ? intent.Amount : -intent.Amount).ToDouble() : 0;
        entry.IsResting = intent.Type == OrderTypes.PostOnly;
        if (entry.IsResting)
        {
            _execution.OnRests(underlying.Index, entry, underlying.Delta + intent.Coins);
        }

        _gate.OnSent(_context.NowNanos);

        var desk = underlying.Desk;
        desk.LastSentNanos = _context.NowNanos;
        desk.LastSide = intent.Side;
        desk.LastPrice = intent.Price;
        desk.LastAmount = intent.Amount;
        if (intent.Purpose == OrderPurpose.Hedge)
        {
            underlying.Statistics.OnSent(_context.NowNanos);
            underlying.Shadows.OnSent(entry.Ref, intent.NotionalUsd, intent.ExpectedCostUsd);
            if (_feedback[underlying.Index].OnSent(intent.Side, _context.NowNanos))
            {
                _context.Alert(ReasonCode.HedgeSidesFlip, AlertSeverity.Warning, underlying.Hedge, underlying.Id);
            }

            var gain = _choices[underlying.Index].Costs.LoopGain;
            if (_feedback[underlying.Index].OnImpact(gain, _context.NowNanos))
            {
                var detail = (long)Math.Min(1_000 * gain, long.MaxValue / 2);
                _context.Alert(ReasonCode.OwnImpact, AlertSeverity.Warning, underlying.Hedge, underlying.Id, OrderRef.None, detail);
            }
        }
        else
        {
            underlying.Statistics.HedgesSent++;
        }

        ref var order = ref _context.Add(OutputKind.PlaceOrder, market.Id, underlying.Id);
        order.Side = intent.Side;
        order.TimeInForce = entry.IsResting ? TimeInForce.GoodTilCancelled : TimeInForce.ImmediateOrCancel;
        order.IsReduceOnly = intent.Purpose == OrderPurpose.ReducePosition;
        order.Ref = entry.Ref;
        order.Price = intent.Price;
        order.Amount = intent.Amount;
        order.ValidUntilUtcNanos = entry.ValidUntilUtcNanos;
        order.Verdict = verdict;
        order.Reason = intent.Reason;
        order.TradingState = underlying.State;
        order.DeltaBefore = underlying.Delta;
        order.DeltaAfter = underlying.Delta + intent.Coins;
        order.BandLower = underlying.Target.Lower;
        order.BandUpper = underlying.Target.Upper;
        order.ReferencePrice = intent.Touch.ToDouble();
        order.ExpectedCostUsd = intent.ExpectedCostUsd;
        order.BookChangeId = market.Book.ChangeId;
    }

    private void Refuse(HedgedUnderlying underlying, ReasonCode reason, in GateVerdict verdict)
    {
        if (reason == underlying.LastRefusal && _context.NowNanos - underlying.LastRefusalNanos < Nanos.PerSecond)
        {
            return;
        }

        underlying.LastRefusal = reason;
        underlying.LastRefusalNanos = _context.NowNanos;
        underlying.Statistics.Refusals++;
        _gate.CountRefusal(reason);
        _context.AlertRefusal(reason, underlying.Hedge, underlying.Id, verdict);
    }

    private void Announce(HedgedUnderlying underlying, in Assessment assessment)
    {
        var isTighter = assessment.State < underlying.State;
        underlying.State = assessment.State;
        underlying.StateReason = assessment.Reason;
        underlying.Risk.WasOpen |= assessment.State > TradingState.Pause;
        ref var output = ref _context.Add(OutputKind.TradingState, underlying.Hedge, underlying.Id);
        output.TradingState = assessment.State;
        output.Reason = assessment.Reason == ReasonCode.None ? ReasonCode.Reconciled : assessment.Reason;
        output.DeltaBefore = underlying.Delta;
        output.BandLower = underlying.Target.Lower;
        output.BandUpper = underlying.Target.Upper;
        output.Detail = (long)assessment.Scope;
        if (isTighter && assessment.State == TradingState.Reduce)
        {
            _context.Alert(assessment.Reason, AlertSeverity.Warning, underlying.Hedge, underlying.Id);
        }

        if (isTighter && assessment.State == TradingState.Halt && assessment.Scope != StateScope.Global)
        {
            _tracker.CancelActive(underlying.Index, assessment.Reason);
        }
    }
}
