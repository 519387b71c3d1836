"""Tests that are left to `make test` because they take long: `make check` is for while one works.

The rule: a test that takes a fifth of a second of processor time or more on a quiet core (with the programs that it starts) is named in `LONG`; one whose cases take
half a second together in `MANY`, of which `make check` runs the first. It stays where it is a main story of a role, where nothing else in `make check` opens its screen or stands in
its file, where each case is of another picture or format, or where it looks at all files for what was forgotten (names, translations, figures, access).

A test that is given another name is given it here too (tests/test_project.py); one that is new and among the slowest at the end of `make check` belongs here, or is made quicker.
"""

from __future__ import annotations

from typing import Final

LONG: Final[dict[str, set[str]]] = {
    "answering/test_confirming.py": {
        "test_two_answers_that_differ_have_two_sums",
    },
    "app/centre/test_achieved.py": {
        "test_the_screen_and_the_report_say_what_support_achieved",
    },
    "app/centre/test_averages.py": {
        "test_the_preview_shows_every_item_of_every_group_with_its_reason",
    },
    "app/centre/test_camps.py": {
        "test_partners_that_were_found_are_taken_along",
    },
    "app/centre/test_centre.py": {
        "test_accounts_are_made_and_assigned_without_a_command_line",
        "test_close_a_cycle_early_and_publish_it_the_next_day",
        "test_closing_week_who_is_missing_and_whom_to_write_to",
        "test_files_for_the_governors_office",
        "test_pictures_of_the_filtered_municipalities",
        "test_the_roster_says_who_looks_after_whom",
    },
    "app/centre/test_finder.py": {
        "test_find_partners_and_save_the_conditions",
        "test_who_could_share_is_named_with_the_post_to_write_to",
    },
    "app/centre/test_lists.py": {
        "test_the_centre_narrows_a_list_and_each_line_leads_to_its_own",
    },
    "app/centre/test_overview.py": {
        "test_a_cell_opens_the_items_of_the_cycle_that_is_shown",
        "test_a_click_on_a_columns_name_sorts_by_it",
        "test_filters_hold_together_and_are_taken_off_with_one_key",
        "test_orders_and_the_cycle_to_compare_with",
        "test_what_the_footer_has_no_room_for_has_a_button",
    },
    "app/centre/test_planning.py": {
        "test_plan_a_visit_where_nobody_has_been",
        "test_with_many_municipalities_board_and_planning_open_at_once_and_fill_themselves",
    },
    "app/centre/test_saving.py": {
        "test_a_window_stays_until_it_is_saved",
    },
    "app/centre/test_second_factor.py": {
        "test_a_list_of_codes_is_made_saved_and_taken_back",
        "test_the_demo_says_that_it_has_none",
    },
    "app/centre/test_spread.py": {
        "test_a_column_opens_as_a_strip_with_everybody_where_their_figure_is",
        "test_the_centres_screens_have_pictures_of_what_they_show",
        "test_the_prefecture_over_the_cycles_on_one_line_each",
    },
    "app/centre/test_two_pages.py": {
        "test_a_page_is_shown_and_no_paper_made_where_the_accounts_cannot_be_read",
        "test_two_municipalities_stand_side_by_side",
    },
    "app/centre/test_week.py": {
        "test_each_line_of_the_week_leads_there",
    },
    "app/screens/test_days.py": {
        "test_a_plan_is_for_a_day_ahead",
        "test_a_planned_visit_is_moved_to_the_nearest_day",
        "test_a_visit_of_last_week_is_recorded_in_this_year",
        "test_a_visit_to_come_cannot_be_shared",
        "test_the_day_of_a_shared_visit_lies_behind",
        "test_the_deadline_of_march_is_extended_in_april",
        "test_the_new_cycle_is_not_shortened_by_the_way",
        "test_what_does_not_fit_is_told_before_a_visit_is_moved",
    },
    "app/screens/test_esc.py": {
        "test_a_comment_is_kept_by_esc_as_well",
        "test_a_wish_is_not_told_by_esc_and_keeps_what_a_colleague_added",
        "test_esc_decides_nothing_and_what_was_typed_is_there_again",
        "test_what_was_left_unfinished_can_be_let_go",
    },
    "app/screens/test_making_dialog.py": {
        "test_a_file_that_is_there_is_replaced_only_on_purpose",
        "test_a_place_that_cannot_be_written_is_said_and_the_window_stays",
        "test_o_on_the_progress_screen_saves_the_picture",
        "test_the_result_has_two_forms_and_the_comparison_one",
        "test_the_saved_picture_is_opened_where_there_is_a_screen",
        "test_where_the_terminal_shows_pictures_the_window_does",
    },
    "app/screens/test_moved.py": {
        "test_every_item_says_which_way_it_went",
        "test_specialists_see_it_in_their_history",
        "test_the_comparison_counts_what_the_rows_say",
    },
    "app/screens/test_questionnaires.py": {
        "test_another_one_is_chosen_at_home_and_answered",
        "test_home_history_and_result_are_of_the_chosen_one",
        "test_the_list_is_there_in_english",
        "test_what_waits_in_another_one_is_said_at_home_and_in_the_list",
        "test_what_was_left_in_a_window_stays_with_its_questionnaire",
    },
    "app/screens/test_saving_dialogs.py": {
        "test_a_text_that_is_too_long_is_not_cut",
        "test_a_waiting_observation_never_lands_at_another_municipality",
        "test_a_wish_and_a_remark_stay_in_their_windows",
        "test_a_wrong_field_is_told_beside_it",
        "test_an_agreement_stays_in_its_form",
        "test_enter_at_a_question_changes_nothing",
        "test_notes_of_a_visit_are_there_again_while_they_wait",
        "test_what_a_specialist_writes_in_the_review_stays_in_its_window",
        "test_who_answered_stays_in_the_form_until_it_is_submitted",
    },
    "app/screens/test_stocktaking.py": {
        "test_an_idea_of_two_lines_is_not_doubled_and_what_is_gone_is_not_said_to_be_removed",
        "test_work_is_written_changed_removed_and_taken_back_by_keys",
    },
    "app/specialist/test_case_home.py": {
        "test_a_visit_goes_on_from_the_last_one",
    },
    "app/specialist/test_few_keys.py": {
        "test_a_visit_and_the_next_one_take_few_keys",
    },
    "app/specialist/test_sharing.py": {
        "test_the_municipality_reads_nothing_that_is_still_being_typed",
    },
    "app/specialist/test_specialist.py": {
        "test_a_return_comes_first_and_marks_its_items",
        "test_a_return_says_how_to_answer_it",
        "test_a_visit_that_is_called_off_leaves_the_plan",
        "test_from_the_list_to_a_printed_brief",
        "test_lines_of_another_specialist_appear_in_the_open_visit",
        "test_no_screen_and_no_file_of_the_staff_shows_an_internal_word",
        "test_notes_wait_for_a_disk_that_is_full",
        "test_two_specialists_at_one_review_lose_nothing",
        "test_what_a_list_says_stands_in_columns",
        "test_what_is_typed_during_a_visit_is_there_after_a_kill",
        "test_what_waits_is_still_on_the_home_screen_after_the_next_submission",
        "test_whoever_writes_goes_on_where_they_were_when_the_screen_is_made_anew",
    },
    "app/specialist/test_wishes.py": {
        "test_a_wish_is_answered_and_closed_by_keys",
    },
    "app/staff/test_after_a_merger.py": {
        "test_the_past_of_each_is_named_on_home_and_read_in_the_history",
    },
    "app/staff/test_answering.py": {
        "test_all_42_items_can_be_answered_with_digits_alone",
        "test_every_descriptor_is_shown_in_full",
        "test_not_applicable_needs_a_reason_and_is_refused_where_everybody_has_it",
        "test_search_everywhere_finds_commands_and_items",
        "test_the_posts_over_the_boxes_are_decided_on_the_result",
        "test_what_is_not_a_level_stands_in_the_same_place_at_every_item",
    },
    "app/staff/test_asking.py": {
        "test_a_dimension_is_sent_answered_and_taken_over_by_keyboard",
        "test_a_section_writes_in_excel_and_takes_its_sheet_in_itself",
        "test_items_are_marked_one_by_one_and_an_ask_is_ended",
        "test_what_differs_is_decided_by_the_person_and_by_mouse_too",
        "test_whoever_is_late_is_named_and_an_address_is_kept_for_the_next_ask",
    },
    "app/staff/test_averages.py": {
        "test_a_suppressed_average_is_said_to_be_and_one_that_stands_names_its_cycle",
        "test_averages_that_cannot_be_read_are_said_and_the_own_answers_stay",
        "test_progress_marks_the_average_beside_the_own_bar",
        "test_progress_with_averages_looks_as_it_did",
        "test_the_result_shows_each_dimensions_average_with_cycle_and_band",
    },
    "app/staff/test_exchange.py": {
        "test_a_municipalitys_file_is_taken_in_by_the_centre",
    },
    "app/staff/test_few_clicks.py": {
        "test_42_unchanged_items_are_submitted_with_few_clicks",
        "test_a_list_is_printed_whole_and_a_result_as_its_sheet",
        "test_the_result_sheet_takes_two_clicks_from_home",
        "test_whoever_confirms_sees_all_answers_and_needs_three_clicks",
    },
    "app/staff/test_measured.py": {
        "test_a_number_is_typed_and_its_level_said_before_it_is_kept",
        "test_questions_are_ticked_with_keys_and_the_mouse_and_the_level_follows",
    },
    "app/staff/test_new_version.py": {
        "test_a_newer_version_is_told_at_home_in_the_review_and_when_submitting",
        "test_a_review_of_the_draft_of_before_submits_nothing_else",
        "test_m_moves_the_draft_after_asking_and_u_brings_it_back",
        "test_whoever_answers_when_a_colleague_moves_the_draft_goes_on_in_the_new_words",
    },
    "app/staff/test_old_drafts.py": {
        "test_a_comment_a_target_or_a_level_taken_back_looks_at_nothing_again",
        "test_a_draft_given_up_by_somebody_else_is_told_to_whoever_has_it_open",
        "test_a_late_submission_and_an_extended_deadline_are_told",
        "test_an_old_draft_says_so_at_home_in_the_review_and_when_submitting",
        "test_begin_anew_and_have_the_old_one_back",
        "test_give_up_and_bring_back",
        "test_what_was_carried_over_is_marked_in_the_result_for_both_sides",
    },
    "app/staff/test_progress.py": {
        "test_a_cycle_opens_its_result",
        "test_another_way_of_drawing_is_one_key_away",
        "test_progress_shows_every_cycle_a_gap_and_the_target",
    },
    "app/staff/test_sheet.py": {
        "test_a_file_that_is_no_sheet_is_said_to_be_none",
        "test_a_sheet_is_read_taken_in_and_taken_back",
        "test_conflicts_are_decided_by_the_person",
        "test_what_a_colleague_answers_meanwhile_is_shown_to_be_decided",
    },
    "app/staff/test_stories.py": {
        "test_a_chosen_step_is_ticked_off_at_home",
        "test_a_correction_in_which_nothing_was_changed_makes_no_second_result",
        "test_a_damaged_file_is_said_on_the_home_screen_and_never_looks_empty",
        "test_a_first_timer_is_offered_the_quick_check_and_gets_first_steps",
        "test_english_can_be_switched_on_while_it_runs",
        "test_somebody_who_comes_back_resumes_at_the_same_item",
        "test_submitting_can_be_called_off",
        "test_the_demo_says_so_on_every_screen",
        "test_the_review_leads_to_each_item",
    },
    "app/test_artist.py": {
        "test_a_terminal_that_shows_pictures_has_them_in_its_screens",
        "test_an_enlarged_picture_is_said_to_be_enlarged",
        "test_another_line_enlarged_or_in_other_colours_is_another_picture",
        "test_the_lines_around_the_cursor_are_drawn_while_nobody_presses_a_key",
        "test_what_is_opened_next_was_drawn_while_nobody_pressed_a_key",
    },
    "app/test_base_app.py": {
        "test_an_app_that_was_closed_makes_room_for_the_next",
    },
    "app/test_database_faults.py": {
        "test_a_database_that_stops_keeps_nobody_from_answering",
    },
    "app/test_disk_faults.py": {
        "test_a_disk_that_becomes_read_only_keeps_nobody_from_answering",
        "test_a_folder_that_goes_while_nothing_waits_is_said_and_never_looks_empty",
        "test_a_folder_that_was_taken_away_is_not_made_anew",
        "test_a_full_disk_keeps_nobody_from_answering",
        "test_an_empty_mount_point_is_not_taken_for_the_data_folder",
    },
    "app/test_hearing.py": {
        "test_each_kind_of_place_says_what_it_is",
    },
    "app/test_hostile_texts.py": {
        "test_papers_print_it",
    },
    "app/test_looking_again.py": {
        "test_a_visit_shows_what_a_colleague_wrote_after_a_look_that_failed",
    },
    "app/test_mouse.py": {
        "test_no_button_of_a_specialist_is_cut_at_80_columns",
        "test_no_button_of_the_staff_is_cut_at_80_columns",
        "test_no_key_of_a_specialist_is_swallowed",
        "test_the_footer_begins_with_the_help",
        "test_two_snapshots_are_compared_with_three_clicks",
    },
    "app/test_other_scales.py": {
        "test_a_specialist_reads_judges_and_filters_on_it",
        "test_each_key_is_a_step_and_no_other_key_is_one",
        "test_result_and_progress_are_on_its_range",
        "test_the_centre_compares_spreads_and_searches_on_it",
    },
    "app/test_pictures.py": {
        "test_the_light_theme_looks_as_it_did",
        "test_the_questionnaire_in_english_looks_as_it_did",
    },
    "app/test_quick_start.py": {
        "test_the_first_screen_imports_nothing_that_it_does_not_show",
    },
    "app/test_together.py": {
        "test_a_colleagues_comment_is_not_overwritten",
        "test_a_date_changed_by_somebody_else_is_told_in_the_form",
        "test_a_text_without_room_stays_in_its_window_and_lets_others_be_saved",
        "test_undoing_a_text_takes_nothing_of_a_colleague",
        "test_what_a_colleague_writes_appears_in_the_open_window",
        "test_who_does_an_action_and_by_when_is_not_overwritten",
    },
    "app/widgets/test_bars.py": {
        "test_own_and_average_are_on_one_scale",
    },
    "app/widgets/test_rows.py": {
        "test_home_end_and_page_move_the_cursor",
    },
    "app/widgets/test_text_fields.py": {
        "test_a_line_that_is_too_long_is_not_cut_and_says_so",
        "test_enter_in_a_chooser_goes_on_to_the_next_field",
        "test_kana_act_where_it_is_clear_and_are_explained_once_where_not",
        "test_what_is_said_about_a_fault_goes_with_it",
        "test_wide_keys_work_in_windows_as_well",
    },
    "app/widgets/test_toasts.py": {
        "test_a_message_that_follows_onto_another_screen_covers_no_button_there",
    },
    "benchmark/test_audit.py": {
        "test_nothing_is_said_against_what_the_rule_publishes",
    },
    "benchmark/test_benchmark.py": {
        "test_no_sequence_of_publications_breaks_the_rule",
        "test_what_is_suppressed_and_who_is_in_never_depends_on_an_answer",
    },
    "casework/test_casework.py": {
        "test_no_entry_of_another_sitting_is_ever_removed",
    },
    "charts/test_charts.py": {
        "test_a_file_has_these_pixels",
        "test_a_pdf_can_be_searched_and_copied_from",
        "test_a_pdf_carries_the_outlines_of_its_letters_and_nothing_else_of_the_font",
        "test_neither_pyplot_nor_the_machines_fonts_are_touched",
        "test_pictures_drawn_at_once_are_the_pictures_drawn_one_by_one",
        "test_the_same_data_gives_the_same_bytes",
    },
    "charts/test_geometry.py": {
        "test_no_label_of_a_picture_lies_on_anything",
    },
    "charts/test_labels.py": {
        "test_a_legend_lists_only_what_is_drawn",
        "test_pages_are_pages_in_a_pdf_and_stand_below_each_other_in_a_picture",
        "test_what_does_not_fit_on_one_page_goes_on_further_ones",
    },
    "charts/test_measured_line.py": {
        "test_every_picture_over_the_cycles_says_that_one_is_open",
    },
    "charts/test_whole.py": {
        "test_an_average_that_stands_from_an_earlier_cycle_has_a_mark_of_its_own",
        "test_every_figure_of_all_municipalities_stands_in_its_picture",
        "test_every_figure_over_the_cycles_stands_in_its_picture",
    },
    "cli/test_cancelling.py": {
        "test_a_command_that_is_told_to_end_leaves_nothing_half_written",
        "test_ctrl_c_on_a_terminal_ends_with_a_sentence",
    },
    "cli/test_centre_commands.py": {
        "test_compare_in_every_form",
        "test_pictures_of_all_municipalities",
        "test_pictures_of_every_measure",
        "test_pictures_of_one_dimension_and_of_one_item",
        "test_the_heatmap_holds_the_figures_of_compare",
        "test_the_published_report_lets_out_nothing_but_averages",
    },
    "cli/test_commands.py": {
        "test_doctor_says_what_is_in_use_and_finds_damage",
        "test_every_command_has_help_in_both_languages",
        "test_japanese_is_the_default_and_english_is_asked_for",
        "test_the_demo_is_made_and_never_over_real_data",
        "test_the_demo_is_made_where_the_data_option_says",
    },
    "cli/test_facts_commands.py": {
        "test_facts_stand_beside_the_items_and_a_level_that_does_not_fit_is_a_question",
    },
    "cli/test_records_of_publishing.py": {
        "test_a_damaged_key_is_an_error_not_a_missing_one",
        "test_a_new_key_is_no_reason_to_forget_who_was_in_the_figures",
        "test_after_a_new_beginning_only_answers_count_that_no_average_of_before_can_hold",
        "test_ledger_and_key_go_along_in_a_copy_and_publishing_goes_on_there",
        "test_without_the_ledger_or_the_key_nothing_is_published_and_doctor_says_what_to_do",
    },
    "cli/test_serve_command.py": {
        "test_a_server_collects_its_garbage",
        "test_an_address_of_another_machine_is_named",
        "test_an_address_without_encryption_is_warned_of",
    },
    "cli/test_specialist_commands.py": {
        "test_papers_are_written_where_one_says",
    },
    "demo/test_demo.py": {
        "test_it_can_be_made_on_any_day",
        "test_making_it_afresh_removes_only_what_was_made",
        "test_the_same_day_gives_the_same_prefecture",
    },
    "desk/test_assignment.py": {
        "test_what_was_typed_stays_on_the_screen",
    },
    "desk/test_second_factor.py": {
        "test_the_demo_says_that_it_has_none",
    },
    "desk/test_sheets.py": {
        "test_a_sheet_that_nobody_wrote_in_changes_nothing",
        "test_nothing_that_a_colleague_wrote_is_lost_whatever_happens_when",
    },
    "desk/test_sheets_mishandled.py": {
        "test_cells_merged_again_and_again_are_refused_at_once",
    },
    "formats/test_answer_workbook.py": {
        "test_a_text_that_was_filled_in_is_read_back",
    },
    "formats/test_foreign_tables.py": {
        "test_a_part_that_unpacks_to_more_than_anybody_writes_is_refused_on_the_way",
        "test_more_cells_than_anybody_fills_in_are_refused",
        "test_more_elements_than_any_table_has_are_refused",
    },
    "formats/test_questionnaire_workbooks.py": {
        "test_a_sheet_of_thousands_of_rows_is_told_at_once",
        "test_a_workbook_is_read_whatever_language_it_was_written_in",
        "test_nothing_is_lost_whatever_is_in_it",
        "test_whatever_stands_in_a_cell_it_is_taken_or_told",
    },
    "formats/test_sheets.py": {
        "test_no_text_ever_becomes_a_formula",
    },
    "model/test_text.py": {
        "test_what_is_kept_does_not_depend_on_the_python",
    },
    "pages/test_every_page.py": {
        "test_every_page_is_led_to_and_shows_its_own_municipality_alone",
    },
    "plain/test_terminal.py": {
        "test_a_console_of_windows_in_japan_is_spoken_to_in_its_encoding",
        "test_a_full_disk_is_told_and_the_same_answer_is_saved_once_there_is_room",
        "test_a_line_that_the_terminal_cut_is_said_to_be_cut",
        "test_a_pipe_answers_and_its_end_is_no_error",
        "test_bytes_that_are_no_text_are_never_stored",
        "test_ctrl_c_leaves_with_what_is_saved",
        "test_leaving_while_the_disk_is_full_says_what_is_lost",
        "test_the_end_of_a_text_may_be_ctrl_d",
        "test_the_variable_changes_nothing_in_a_pipe",
        "test_two_people_answer_at_once_and_both_are_kept",
        "test_whoever_always_wants_it_need_not_say_so",
        "test_whose_it_is_is_asked_where_nobody_said",
    },
    "questionnaire/test_scale.py": {
        "test_what_is_wrong_with_a_scale_is_named_with_its_place",
    },
    "reports/test_disclosure.py": {
        "test_nothing_that_is_hidden_is_in_any_public_file",
        "test_with_the_rule_turned_off_every_file_gives_it_away",
    },
    "reports/test_exports.py": {
        "test_a_mean_says_how_many_stand_behind_it",
        "test_published_averages_are_numbers_in_the_workbook",
        "test_the_files_hold_what_they_held",
        "test_the_workbook_csv_and_json_say_the_same",
    },
    "reports/test_one_figure.py": {
        "test_every_figure_of_the_table_is_the_same_in_every_output",
    },
    "reports/test_other_scales.py": {
        "test_every_paper_speaks_of_its_range",
        "test_every_picture_has_the_range_as_its_axis",
    },
    "reports/test_papers.py": {
        "test_a_pack_names_posts_and_the_coming_year",
        "test_papers_are_there_in_english",
        "test_the_first_page_of_a_brief_says_it_all",
        "test_the_first_page_stays_one_page_at_the_longest",
        "test_the_municipalitys_pack_has_everything_shared_and_nothing_internal",
    },
    "reports/test_prefecture_and_public.py": {
        "test_both_reports_are_there_in_english",
        "test_nothing_is_drawn_for_a_form_that_shows_no_pictures",
        "test_the_centres_report_has_every_part_with_its_picture",
        "test_the_public_report_has_a_picture_of_what_was_published",
    },
    "reports/test_result_sheet.py": {
        "test_a_word_document_has_headings_a_repeated_head_and_pictures_that_are_described",
        "test_a_workbook_prints_on_a4_and_repeats_the_head",
        "test_every_format_says_the_same",
        "test_the_first_page_stays_one_page_at_the_longest",
    },
    "reports/test_what_pictures_explain.py": {
        "test_a_picture_of_what_a_screen_shows_is_of_the_same",
        "test_an_enlarged_picture_of_all_says_so",
        "test_averages_are_explained_where_they_are_drawn",
        "test_gaps_are_explained_where_there_are_gaps",
    },
    "store/test_audit.py": {
        "test_many_processes_put_files_aside_and_lose_no_line",
    },
    "store/test_backup.py": {
        "test_copies_made_while_somebody_submits_lose_no_answer",
    },
    "store/test_damage.py": {
        "test_a_letter_in_a_comment_and_a_level_changed_by_hand_are_told",
        "test_a_score_with_one_wrong_bit_is_made_anew",
        "test_damaged_copies_are_told_before_they_are_needed",
    },
    "store/test_database.py": {
        "test_several_at_once_lose_nothing",
    },
    "store/test_documents.py": {
        "test_drafts_and_snapshots_survive_writing_and_reading",
    },
    "store/test_full_cycle.py": {
        "test_texts_to_the_last_character_are_stopped_earlier",
        "test_the_last_one_is_taken_and_one_more_is_refused_kindly",
    },
    "store/test_hostile_copies.py": {
        "test_a_hostile_archive_is_refused_and_nothing_is_written",
        "test_without_room_nothing_is_begun",
    },
    "store/test_last_draft.py": {
        "test_a_version_is_encoded_as_if_none_had_been_before_it",
    },
    "store/test_redaction.py": {
        "test_killed_at_any_moment_every_file_is_whole_and_doing_it_again_finishes",
    },
    "store/test_turn.py": {
        "test_nobody_in_a_crowd_is_refused",
    },
    "system/test_apart.py": {
        "test_sessions_take_turns_also_after_one_was_killed",
    },
    "test_wheel.py": {
        "test_it_works_from_a_folder_with_a_japanese_name_and_spaces",
        "test_the_wheel_and_the_program_say_the_same_version",
        "test_the_wheel_carries_everything_it_needs",
    },
    "web/test_confinement.py": {
        "test_a_section_may_open_the_folders_of_its_own_asks_and_no_other",
    },
    "web/test_draining.py": {
        "test_a_server_that_was_told_to_end_does_though_its_data_never_answers",
    },
    "web/test_failures.py": {
        "test_an_app_that_cannot_write_the_log_says_so",
        "test_beyond_the_bound_memory_is_refused",
    },
    "web/test_keys.py": {
        "test_ten_thousand_mixtures_of_pieces_leave_a_parser_that_works",
    },
    "web/test_nginx_nodes.py": {
        "test_who_is_logged_in_stays_at_one_node_and_people_are_at_both",
        "test_whoever_was_at_a_node_that_is_gone_goes_on_at_the_other",
    },
    "web/test_questionnaires.py": {
        "test_one_that_is_not_there_ends_the_session_with_a_sentence_for_the_log",
    },
}
"""By file: a fifth of a second or more for each case."""
MANY: Final[dict[str, set[str]]] = {
    "app/centre/test_former_codes.py": {
        "test_a_municipality_of_then_opens_what_came_of_it",
    },
    "app/centre/test_saving.py": {
        "test_what_cannot_be_is_said_in_the_window",
    },
    "app/staff/test_progress.py": {
        "test_dimensions_have_drawings_of_their_own_where_there_is_room",
    },
    "app/test_ahead.py": {
        "test_what_is_opened_next_was_drawn_ahead",
    },
    "app/widgets/test_text_fields.py": {
        "test_a_wide_letter_or_digit_does_what_the_latin_key_does",
        "test_what_an_input_method_sends_is_in_the_field",
    },
    "charts/test_swarm.py": {
        "test_every_municipality_of_a_spread_is_seen",
    },
    "cli/test_cancelling.py": {
        "test_a_command_cut_off_in_the_middle_leaves_no_half_file",
    },
    "cli/test_centre_commands.py": {
        "test_a_file_is_replaced_only_on_purpose",
    },
    "cli/test_commands.py": {
        "test_exit_codes_and_messages_without_a_traceback",
    },
    "cli/test_instruments.py": {
        "test_whatever_is_printed_says_which_one_it_is_of",
    },
    "formats/test_questionnaire_workbooks.py": {
        "test_a_column_that_was_deleted_is_told_at_its_head_and_nowhere_else",
    },
    "plain/test_whole_run.py": {
        "test_the_whole_way_fits_a_terminal_of_any_width",
    },
    "system/test_hostile_files.py": {
        "test_a_toml_file_is_refused_within_a_second",
    },
    "test_examples.py": {
        "test_pictures_of_it_are_drawn",
    },
    "web/test_confinement.py": {
        "test_what_was_left_under_former_codes_goes_on",
    },
    "web/test_warm.py": {
        "test_a_session_imports_nothing_of_its_own_up_to_its_first_screen",
    },
}
"""By file: half a second or more for all cases together. The first one stays in `make check`."""
