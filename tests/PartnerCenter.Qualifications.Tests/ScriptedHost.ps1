# Simulates an interactive user: a host that answers each prompt as the test specifies, and records the prompts and the output.
# Dot-source it after TestHost.ps1 in a BeforeAll block.

if (-not ('ScriptedHost' -as [type])) {
    Add-Type -TypeDefinition @'
using System;
using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;

public sealed class ScriptedHost : PSHost
{
    private readonly ScriptedUserInterface ui = new();

    public ScriptedHost(string[] answers)
    {
        foreach (var answer in answers) { ui.Answers.Enqueue(answer); }
    }

    public IReadOnlyList<string> Questions => ui.Questions;
    public IReadOnlyList<string> Lines => ui.Lines;
    public IReadOnlyList<string> Warnings => ui.Warnings;
    public int AnswersLeft => ui.Answers.Count;
    public override CultureInfo CurrentCulture { get; } = CultureInfo.CurrentCulture;
    public override CultureInfo CurrentUICulture { get; } = CultureInfo.CurrentUICulture;
    public override Guid InstanceId { get; } = Guid.NewGuid();
    public override string Name => "ScriptedHost";
    public override PSHostUserInterface UI => ui;
    public override Version Version { get; } = new(1, 0);
    public override void EnterNestedPrompt() => throw new NotSupportedException();
    public override void ExitNestedPrompt() => throw new NotSupportedException();
    public override void NotifyBeginApplication() { }
    public override void NotifyEndApplication() { }
    public override void SetShouldExit(int exitCode) { }

    private sealed class ScriptedUserInterface : PSHostUserInterface
    {
        public Queue<string> Answers { get; } = new();
        public List<string> Questions { get; } = new();
        public List<string> Lines { get; } = new();
        public List<string> Warnings { get; } = new();
        public override PSHostRawUserInterface RawUI => null;

        public override int PromptForChoice(string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice)
        {
            Questions.Add(message);
            if (Answers.Count == 0) { throw new InvalidOperationException("A question too many: " + message); }
            var answer = Answers.Dequeue();
            for (var i = 0; i < choices.Count; i++)
            {
                if (choices[i].Label.Replace("&", "") == answer) { return i; }
            }

            throw new InvalidOperationException("The question has no answer " + answer);
        }

        public override Dictionary<string, PSObject> Prompt(string caption, string message, Collection<FieldDescription> descriptions)
        {
            // The help that the user sees with !?.
            foreach (var field in descriptions) { Questions.Add(field.Name + ": " + field.HelpMessage); }
            throw new NotSupportedException();
        }

        public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName) => throw new NotSupportedException();
        public override PSCredential PromptForCredential(
            string caption, string message, string userName, string targetName, PSCredentialTypes types, PSCredentialUIOptions options) => throw new NotSupportedException();
        public override string ReadLine() => throw new NotSupportedException();
        public override SecureString ReadLineAsSecureString() => throw new NotSupportedException();
        public override void Write(string value) => Lines.Add(value);
        public override void Write(ConsoleColor foreground, ConsoleColor background, string value) => Lines.Add(value);
        public override void WriteLine(string value) => Lines.Add(value);
        public override void WriteDebugLine(string message) { }
        public override void WriteErrorLine(string value) { }
        public override void WriteVerboseLine(string message) { }
        public override void WriteWarningLine(string message) => Warnings.Add(message);
        public override void WriteProgress(long sourceId, ProgressRecord record) { }
    }
}
'@
}

# Runs a script in a separate runspace with the module, the variables, and a simulated user, who answers the prompts in order with the labels of the choices.
function Invoke-WithUser([scriptblock] $Script, [string[]] $Answers = @(), [hashtable] $Variables = @{}) {
    $user = [ScriptedHost]::new($Answers)
    $state = [initialsessionstate]::CreateDefault2()
    $state.ImportPSModule($moduleRoot)
    foreach ($name in $Variables.Keys) {
        $state.Variables.Add([System.Management.Automation.Runspaces.SessionStateVariableEntry]::new($name, $Variables[$name], ''))
    }
    $runspace = [runspacefactory]::CreateRunspace($user, $state)
    $shell = [powershell]::Create()
    try {
        $runspace.Open()
        $shell.Runspace = $runspace
        $output = try { $shell.AddScript("$Script").Invoke() } catch { $ended = $_.Exception.GetBaseException() }
        [pscustomobject]@{
            Output      = @($output)
            Errors      = @($shell.Streams.Error)
            Ended       = $ended
            Questions   = @($user.Questions)
            Lines       = @($user.Lines)
            Warnings    = @($user.Warnings)
            AnswersLeft = $user.AnswersLeft
        }
    }
    finally {
        $shell.Dispose()
        $runspace.Dispose()
    }
}
