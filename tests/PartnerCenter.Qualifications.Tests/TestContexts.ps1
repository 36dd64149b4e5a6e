# Creates connections for tests that need their own clock or network. Dot-source it after TestHost.ps1 in a BeforeAll block.

if (-not ('TestClock' -as [type])) {
    Add-Type -TypeDefinition @'
using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;

// A clock that stands still until a test moves it. With Jumps, a timer that is due within a second fires at once, and time has passed; a longer one
// waits until enough of the short ones have.
public sealed class TestClock : TimeProvider
{
    private readonly object gate = new();
    private readonly List<TestTimer> timers = new();
    private DateTimeOffset now = DateTimeOffset.UtcNow;

    public bool Jumps { get; set; }
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;
    public override DateTimeOffset GetUtcNow() { lock (gate) { return now; } }
    public override long GetTimestamp() => GetUtcNow().Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new TestTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    public void Advance(TimeSpan time)
    {
        var end = GetUtcNow() + time;
        while (Next(end) is { } timer) { timer.Fire(); }
    }

    private TestTimer Next(DateTimeOffset end)
    {
        lock (gate)
        {
            var next = timers.Where(timer => timer.Due <= end).OrderBy(timer => timer.Due).FirstOrDefault();
            now = next is null ? (end > now ? end : now) : next.Due > now ? next.Due : now;
            if (next is not null) { timers.Remove(next); }
            return next;
        }
    }

    private sealed class TestTimer : ITimer
    {
        private readonly TestClock clock;
        private readonly TimerCallback callback;
        private readonly object state;

        public TestTimer(TestClock clock, TimerCallback callback, object state) { this.clock = clock; this.callback = callback; this.state = state; }

        public DateTimeOffset Due { get; private set; }

        public void Fire() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock.gate)
            {
                clock.timers.Remove(this);
                if (dueTime == Timeout.InfiniteTimeSpan) { return true; }
                Due = clock.now + dueTime;
                clock.timers.Add(this);
            }

            if (clock.Jumps && dueTime <= TimeSpan.FromSeconds(1)) { ThreadPool.QueueUserWorkItem(_ => clock.Advance(Due - clock.GetUtcNow())); }
            return true;
        }

        public void Dispose() { lock (clock.gate) { clock.timers.Remove(this); } }
        public ValueTask DisposeAsync() { Dispose(); return ValueTask.CompletedTask; }
    }
}

// A network that fails, for addresses with a given text, in a way that nobody foresees.
public sealed class OddNetwork : DelegatingHandler
{
    private readonly string text;

    public OddNetwork(string text) : base(new SocketsHttpHandler()) => this.text = text;

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        request.RequestUri.AbsolutePath.Contains(text) ? throw new InvalidOperationException("Nobody foresees this.") : base.SendAsync(request, cancellationToken);
}
'@
}

$anyMember = [System.Reflection.BindingFlags]'Instance, Static, Public, NonPublic'

# Returns a type of the client's assembly, which is in a separate load context. Requires a connection.
function Get-ClientType([string] $Name) {
    $connected = [PartnerCenter.Qualifications.PcContext].GetProperty('Client', $anyMember).GetValue((Get-PcContext))
    $connected.GetType().Assembly.GetType("PartnerCenter.Client.$Name", $true)
}

# Returns a type of the cmdlets' assembly.
function Get-CmdletType([string] $Name) {
    (Get-Command Get-PcCustomer).ImplementingType.Assembly.GetType("PartnerCenter.Qualifications.$Name", $true)
}

# Returns a context as from Connect-PcAccount -AccessToken whose client has these options, such as @{ TimeProvider = ...; HttpHandler = ... }.
# Only the client uses this clock. The server uses the real time.
function New-TestContext([string] $Address, [string] $Token, [hashtable] $Options) {
    $given = [Activator]::CreateInstance((Get-ClientType PartnerClientOptions))
    $Options = $Options + @{ Endpoint = [uri]$Address }
    foreach ($name in $Options.Keys) { $given.GetType().GetProperty($name).SetValue($given, $Options[$name]) }
    $credentials, $clients = (Get-ClientType PartnerCredentials), (Get-ClientType PartnerClient)
    $client = $clients::ConnectAsync($credentials::AccessToken((ConvertTo-Secret $Token)), $given).GetAwaiter().GetResult()
    $context = [Activator]::CreateInstance([PartnerCenter.Qualifications.PcContext], $anyMember, $null, @($client, $null), $null)
    [PartnerCenter.Qualifications.PcContext].GetProperty('Endpoint').SetValue($context, [uri]$Address)
    [PartnerCenter.Qualifications.PcContext].GetProperty('Authentication').SetValue($context, [PartnerCenter.Qualifications.AuthenticationKind]::AppUser)
    $context
}
