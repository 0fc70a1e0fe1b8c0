namespace LowLatencyHedger.Messaging;

/// <summary>One agent's place in a layout.</summary>
/// <param name="Agent">The agent.</param>
/// <param name="Group">
/// Agents of one group share a thread in every layout: those that share a socket (the private feed and the gateway) name the same group.
/// </param>
/// <param name="IsHot">Hot agents spin and may be bound to a CPU; cold ones back off and stop last.</param>
public sealed record AgentPlacement(IAgent Agent, string Group, bool IsHot = true);
